package parley.loadtests.bench;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Processes that are counted together, each with whatever it has started. */
record Group(List<Long> pids) {

    Group {
        pids = List.copyOf(pids);
    }

    Proc.Usage usage(Proc proc) {
        return sum(proc::usage, Proc.Usage.NONE, Proc.Usage::plus);
    }

    Proc.Memory memory(Proc proc) {
        return sum(proc::memory, Proc.Memory.NONE, Proc.Memory::plus);
    }

    private <T> T sum(LongFunction<T> of, T none, BinaryOperator<T> plus) {
        return pids.stream()
                .flatMapToLong(Group::withDescendants)
                .mapToObj(pid -> ofLiving(pid, of, none))
                .reduce(none, plus);
    }

    private static LongStream withDescendants(long pid) {
        ProcessHandle process =
                ProcessHandle.of(pid).orElseThrow(() -> new BenchException("process " + pid + " ended"));
        return LongStream.concat(LongStream.of(pid), process.descendants().mapToLong(ProcessHandle::pid));
    }

    /** A child that ended since it was listed is in what its parent has waited for. */
    private static <T> T ofLiving(long pid, LongFunction<T> of, T none) {
        try {
            return of.apply(pid);
        } catch (BenchException e) {
            if (ProcessHandle.of(pid).isEmpty()) {
                return none;
            }
            throw e;
        }
    }
}
