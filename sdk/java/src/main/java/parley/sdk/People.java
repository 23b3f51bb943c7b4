package parley.sdk;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds out how people are called: whoever is needed is asked for once, many in one request, and again after a while. */
final class People {

    private static final long GATHER_MS = 30;
    private static final int LOOKUP_MAX = 200;
    /** Whoever is needed beyond that is asked for with the next list, page or entry that names them. */
    private static final int WANTED_MAX = 10_000;
    /** Of so many it is remembered when they were asked for; the others are asked for as if they never were. */
    private static final int ASKED_MAX = 10_000;

    private static final long FRESH_MS = 600_000;
    private static final Long NEVER = Long.MIN_VALUE;

    private final Api api;
    private final Store store;
    private final Loop loop;
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Recent<Long> asked = new Recent<>(ASKED_MAX);
    private Loop.@Nullable Timer timer;

    People(Api api, Store store, Loop loop) {
        this.api = api;
        this.store = store;
        this.loop = loop;
    }

    void need(Collection<String> users) {
        for (String user : users) {
            if (!store.knows(user) && wanted.size() < WANTED_MAX) {
                wanted.add(user);
            }
        }
        askSoon();
    }

    /** The same of those who are known, if they were not asked for within ten minutes: of more than 200 the first ones. */
    void freshen(Collection<String> users) {
        long oldest = loop.now() - FRESH_MS;
        users.stream()
                .distinct()
                .filter(user -> wanted.size() < WANTED_MAX)
                .filter(user -> {
                    Long at = asked.get(user);
                    return at == null || at <= oldest;
                })
                .limit(LOOKUP_MAX)
                .forEach(wanted::add);
        askSoon();
    }

    private void askSoon() {
        if (!wanted.isEmpty() && timer == null) {
            timer = loop.later(GATHER_MS, this::ask);
        }
    }

    private void ask() {
        List<String> users = wanted.stream().limit(LOOKUP_MAX).toList();
        users.forEach(user -> {
            wanted.remove(user);
            asked.put(user, loop.now());
        });
        CompletableFuture<List<Person>> unused = api.lookup(users).whenComplete((people, failure) -> {
            if (failure == null) {
                store.putPeople(people);
            } else {
                users.forEach(user -> asked.put(user, NEVER));
            }
            timer = null;
            askSoon();
        });
    }
}
