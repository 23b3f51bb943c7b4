package parley.engine.chat.domain;

import java.util.Objects;

/**
 * A number that tells what a command asks from other things asked under the same key, and that the event it led to has too.
 * Stored in snapshots, so it is made from text alone and never changes.
 */
final class Fingerprint {

    private Fingerprint() {}

    static int of(ChatCommand command) {
        if (command instanceof ChatCommand.Post post) {
            return Objects.hash("post", post.text());
        }
        if (command instanceof ChatCommand.Create) {
            return "create".hashCode();
        }
        if (command instanceof ChatCommand.AddMembers) {
            return "add".hashCode();
        }
        if (command instanceof ChatCommand.RemoveMember remove) {
            return Objects.hash("remove", remove.user().local());
        }
        if (command instanceof ChatCommand.Leave) {
            return "leave".hashCode();
        }
        if (command instanceof ChatCommand.Rename rename) {
            return Objects.hash("rename", rename.title());
        }
        throw new IllegalStateException("no fingerprint: " + command.getClass());
    }

    static int of(ChatEvent event) {
        if (event instanceof ChatEvent.Posted posted) {
            return Objects.hash("post", posted.text());
        }
        if (event instanceof ChatEvent.Created) {
            return "create".hashCode();
        }
        if (event instanceof ChatEvent.MembersAdded) {
            return "add".hashCode();
        }
        if (event instanceof ChatEvent.MemberRemoved removed) {
            return Objects.hash("remove", removed.user().local());
        }
        if (event instanceof ChatEvent.MemberLeft) {
            return "leave".hashCode();
        }
        if (event instanceof ChatEvent.Renamed renamed) {
            return Objects.hash("rename", renamed.title());
        }
        return 0;
    }
}
