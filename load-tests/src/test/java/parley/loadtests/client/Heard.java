package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers all that a client told. */
final class Heard implements WireListener {

    final List<Long> seqs = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();
    final List<Integer> closeCodes = new CopyOnWriteArrayList<>();
    final List<Integer> endCodes = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> firstClose = new CompletableFuture<>();
    final CompletableFuture<Integer> end = new CompletableFuture<>();
    final List<Long> restarts = new CopyOnWriteArrayList<>();
    final List<String> pushes = new CopyOnWriteArrayList<>();

    @Override
    public void onEntry(String chat, Entry entry) {
        seqs.add(entry.seq());
    }

    @Override
    public void onRestarted(String chat, long afterSeq) {
        restarts.add(afterSeq);
    }

    @Override
    public void onDisconnected(int closeCode, String reason) {
        closeCodes.add(closeCode);
        firstClose.complete(closeCode);
    }

    @Override
    public void onEnded(int closeCode, String reason) {
        endCodes.add(closeCode);
        end.complete(closeCode);
    }

    @Override
    public void onPush(String type, JsonNode frame) {
        pushes.add(type);
    }

    @Override
    public void onViolation(String what) {
        violations.add(what);
    }
}
