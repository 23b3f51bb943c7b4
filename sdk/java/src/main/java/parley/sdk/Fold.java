package parley.sdk;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What entries change about their chat's row in the list: the same the server would say if it were asked again. */
final class Fold {

    private static final int PREVIEW_UNITS = 100;
    private static final Set<String> CHANGE_MEMBERS = Set.of("created", "added", "removed", "left");

    private Fold() {}

    /** @param entries ascending, all newer than the row */
    static Chat into(Chat chat, List<Entry> entries, String me) {
        Chat row = chat;
        for (Entry entry : entries) {
            row = changed(row, entry, me);
        }
        return row;
    }

    private static Chat changed(Chat chat, Entry entry, String me) {
        Chat placed = chat.at(entry.seq(), entry.n());
        Chat moved = placed.withActivity(Math.max(chat.activity(), entry.at()));
        return switch (entry.kind()) {
            case "message" -> {
                String by = entry.by() == null ? "" : entry.by();
                Chat spoken = moved.withLast(new Preview(by, cut(entry.text()), entry.at()));
                yield by.equals(me) ? spoken.withRead(entry.position()) : spoken;
            }
            case "added" -> {
                List<String> users = entry.users() == null ? List.of() : entry.users();
                Chat grown = moved.withMembers(chat.memberCount() + users.size());
                yield users.contains(me) ? grown.joined(entry.seq()) : grown;
            }
            case "removed", "left" -> {
                String gone = entry.kind().equals("left") ? entry.by() : entry.user();
                Chat shrunk = moved.withMembers(chat.memberCount() - 1);
                yield me.equals(gone) ? shrunk.left(entry.seq()) : shrunk;
            }
            case "renamed" -> moved.withTitle(entry.title());
            case "created" -> moved;
            default -> placed;
        };
    }

    private static String cut(@Nullable String text) {
        return text == null ? "" : text.substring(0, Math.min(PREVIEW_UNITS, text.length()));
    }

    /** Everybody who is named in entries. */
    static Set<String> peopleIn(List<Entry> entries) {
        Set<String> people = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (entry.by() != null) {
                people.add(entry.by());
            }
            if (entry.user() != null) {
                people.add(entry.user());
            }
            if (entry.users() != null) {
                people.addAll(entry.users());
            }
        }
        return people;
    }

    /** Whether entries change who is in the chat. */
    static boolean changesMembers(List<Entry> entries) {
        return entries.stream().anyMatch(entry -> CHANGE_MEMBERS.contains(entry.kind()));
    }
}
