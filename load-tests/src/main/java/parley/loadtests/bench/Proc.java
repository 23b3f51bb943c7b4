package parley.loadtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the kernel says of processes and of its own memory, as it stands in {@code /proc}. */
final class Proc {

    /**
     * What sockets are made of. Not the cache of directory entries, of which a socket has one: files have most of them, and their number
     * moves by itself. Caches that the kernel merged with others of their size are not seen.
     */
    private static final Set<String> SOCKET_CACHES = Set.of(
            "TCP",
            "TCPv6",
            "sock_inode_cache",
            "filp",
            "eventpoll_epi",
            "eventpoll_pwq",
            "ep_head",
            "skbuff_head_cache",
            "skbuff_small_head",
            "skbuff_fclone_cache",
            "tcp_bind_bucket",
            "request_sock_TCP");

    /** As user space sees it, on every architecture. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long PAGE_BYTES = 4096;
    private static final long SECTOR_BYTES = 512;
    private static final int SECTORS_WRITTEN = 9;
    /** Whole disks: a partition's writes are also its disk's. */
    private static final Pattern DISK = Pattern.compile("(?:s|v|xv)d[a-z]+|nvme\\d+n\\d+|mmcblk\\d+");

    private static final int USER_TIME = 11;
    private static final int REAPED_SYSTEM_TIME = 14;

    private final Path root;

    Proc(Path root) {
        this.root = root;
    }

    static Proc here() {
        return new Proc(Path.of("/proc"));
    }

    /** What a process has used since it began, with its threads and the children that it has waited for. */
    Usage usage(long pid) {
        return new Usage(
                cpuSeconds(read(pid, "stat")),
                number(read(pid, "io"), "write_bytes"),
                threads(pid).stream()
                        .mapToLong(status -> number(status, "voluntary_ctxt_switches")
                                + number(status, "nonvoluntary_ctxt_switches"))
                        .sum());
    }

    /** What a process holds now. */
    Memory memory(long pid) {
        String rollup = read(pid, "smaps_rollup");
        return new Memory(kilobytes(rollup, "Pss"), kilobytes(rollup, "Rss"));
    }

    /** Bytes of the kernel's caches that sockets are made of, at both ends if both are on this machine. */
    long socketSlabBytes() {
        try {
            return socketSlabBytes(Files.readString(root.resolve("slabinfo")));
        } catch (IOException closed) {
            // Only root may read it: then all of the kernel's caches, whose difference is mostly this.
            return kilobytes(read("meminfo"), "Slab");
        }
    }

    /**
     * What all disks have written since the machine started, whoever wanted it. What a process is said to have written is more than that where
     * the file system has large pages: each counts as a whole when one byte of it changes.
     */
    long diskWrittenBytes() {
        return diskWrittenBytes(read("diskstats"));
    }

    static long diskWrittenBytes(String diskstats) {
        return diskstats
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(fields -> DISK.matcher(fields[2]).matches())
                .mapToLong(fields -> Long.parseLong(fields[SECTORS_WRITTEN]) * SECTOR_BYTES)
                .sum();
    }

    static double cpuSeconds(String stat) {
        // The name of the command may hold anything, also parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = USER_TIME; field <= REAPED_SYSTEM_TIME; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    static long socketSlabBytes(String slabinfo) {
        return slabinfo.lines()
                .map(line -> line.split("\\s+"))
                .filter(fields -> SOCKET_CACHES.contains(fields[0]))
                .mapToLong(Proc::bytes)
                .sum();
    }

    /** {@code name active objects size per-slab pages-per-slab : tunables a b c : slabdata active slabs shared}. */
    private static long bytes(String[] fields) {
        return Long.parseLong(fields[14]) * Long.parseLong(fields[5]) * PAGE_BYTES;
    }

    static long kilobytes(String text, String name) {
        return number(text, name) * 1024;
    }

    static long number(String text, String name) {
        Matcher line =
                Pattern.compile("^" + name + ":\\s+(\\d+)", Pattern.MULTILINE).matcher(text);
        if (!line.find()) {
            throw new BenchException("no " + name + " in: " + text);
        }
        return Long.parseLong(line.group(1));
    }

    private List<String> threads(long pid) {
        try (Stream<Path> tasks = Files.list(root.resolve(Long.toString(pid)).resolve("task"))) {
            return tasks.map(task -> readIfThere(task.resolve("status")))
                    .filter(status -> !status.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new BenchException("process " + pid + " cannot be seen: " + e, e);
        }
    }

    /** Threads end at any time. */
    private static String readIfThere(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }

    private String read(long pid, String file) {
        return read(pid + "/" + file);
    }

    private String read(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new BenchException("cannot read " + root.resolve(file) + " (a benchmark wants root): " + e, e);
        }
    }

    /**
     * What was used.
     *
     * @param writtenBytes the pages that it changed of files
     * @param switches how often threads were switched
     */
    record Usage(double cpuSeconds, long writtenBytes, long switches) {

        static final Usage NONE = new Usage(0, 0, 0);

        Usage plus(Usage other) {
            return new Usage(
                    cpuSeconds + other.cpuSeconds, writtenBytes + other.writtenBytes, switches + other.switches);
        }

        Usage since(Usage before) {
            return new Usage(
                    cpuSeconds - before.cpuSeconds, writtenBytes - before.writtenBytes, switches - before.switches);
        }
    }

    /** Resident memory: each page in proportion to those that share it, and each page as a whole. */
    record Memory(long pssBytes, long rssBytes) {

        static final Memory NONE = new Memory(0, 0);

        Memory plus(Memory other) {
            return new Memory(pssBytes + other.pssBytes, rssBytes + other.rssBytes);
        }
    }
}
