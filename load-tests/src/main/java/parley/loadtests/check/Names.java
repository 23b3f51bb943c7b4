package parley.loadtests.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/** Numbers the names of users, chats, faults and error codes of a run, from 1. Thread-safe. */
final class Names {

    /** Enough for every user and chat of a run; more is a bug of what records. */
    static final int NAMES_MAX = 5_000_000;

    private final ConcurrentMap<String, Integer> numbers = new ConcurrentHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final BiConsumer<Integer, String> onNew;

    /** @param onNew is told each new name before anybody gets its number */
    Names(BiConsumer<Integer, String> onNew) {
        this.onNew = onNew;
    }

    int number(String name) {
        Integer known = numbers.get(name);
        return known == null ? add(name) : known;
    }

    /** The number of a name; 0 if it has none. */
    int find(String name) {
        return numbers.getOrDefault(name, 0);
    }

    private synchronized int add(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() >= NAMES_MAX) {
            throw new IllegalStateException("names: more than " + NAMES_MAX);
        }
        int number = names.size() + 1;
        onNew.accept(number, name);
        names.add(name);
        numbers.put(name, number);
        return number;
    }

    /** A name by its number; a placeholder for a number that has none. */
    synchronized String name(int number) {
        return number >= 1 && number <= names.size() ? names.get(number - 1) : "#" + number;
    }
}
