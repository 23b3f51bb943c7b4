package parley.loadtests.check;

/** One thing that is held against every chat's history: O(n) in what happened in the chat. Stateless. */
interface Rule {
    void check(ChatHistory chat, Findings findings);
}
