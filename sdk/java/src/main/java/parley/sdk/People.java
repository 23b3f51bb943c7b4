package parley.sdk;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds out how people are called: whoever is needed is asked for once, many in one request. */
final class People {

    private static final long GATHER_MS = 30;
    private static final int LOOKUP_MAX = 200;
    /** Whoever is needed beyond that is asked for with the next list, page or entry that names them. */
    private static final int WANTED_MAX = 10_000;

    private final Api api;
    private final Store store;
    private final Loop loop;
    private final Set<String> wanted = new LinkedHashSet<>();
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
        if (!wanted.isEmpty() && timer == null) {
            timer = loop.later(GATHER_MS, this::ask);
        }
    }

    private void ask() {
        List<String> users = wanted.stream().limit(LOOKUP_MAX).toList();
        users.forEach(wanted::remove);
        CompletableFuture<List<Person>> unused = api.lookup(users).whenComplete((people, failure) -> {
            if (failure == null) {
                store.putPeople(people);
            }
            timer = null;
            need(List.of());
        });
    }
}
