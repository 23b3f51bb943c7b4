package parley.loadtests.demo;

import org.jspecify.annotations.Nullable;

/**
 * When a player was in a scene's group.
 *
 * @param joinedSeq the entry that made the player a member, the first time
 * @param leftSeq the entry that ended the membership; null for who stayed
 */
record Attendance(Player player, long joinedSeq, @Nullable Long leftSeq) {}
