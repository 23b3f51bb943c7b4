package parley.server.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a deployment needs of the machine, each thing looked at by itself. */
final class MachineChecks {

    private static final int JAVA = 17;
    private static final long OPEN_FILES_MIN = 4_096;
    private static final long DISK_NEEDED = 512L << 20;
    private static final long DISK_WANTED = 2L << 30;
    private static final long MEMORY_WANTED = 512L << 20;
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)\\s");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB");
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private MachineChecks() {}

    static Finding java(int version) {
        return version == JAVA
                ? Finding.ok("java", "Java " + version)
                : Finding.error(
                        "java",
                        "Java " + version + " (Parley needs " + JAVA + ", and so does Cassandra)",
                        "install openjdk-17-jdk-headless, or set JAVA_HOME to a JDK 17");
    }

    /** {@code limits}: what {@code /proc/PID/limits} says of somebody who was started from the same shell. */
    static Finding openFiles(String limits) {
        Matcher found = OPEN_FILES.matcher(limits);
        if (!found.find() || found.group(1).equals("unlimited")) {
            return Finding.ok("open-files", "no limit");
        }
        long most = Long.parseLong(found.group(1));
        return most >= OPEN_FILES_MIN
                ? Finding.ok("open-files", most + " open files for each process")
                : Finding.warning(
                        "open-files",
                        "a process may open " + most + " files, and each client's socket is one",
                        "ulimit -n 65536 before ./parley up (LimitNOFILE= in a unit of systemd)");
    }

    static Finding disk(Path where, long usable) {
        String left = (usable >> 20) + " MB left at " + where;
        if (usable < DISK_NEEDED) {
            return Finding.error("disk", left, "free some space: nothing starts with less than 512 MB");
        }
        return usable < DISK_WANTED
                ? Finding.warning("disk", left, "free some space: a full disk stops every ack")
                : Finding.ok("disk", left);
    }

    /** {@code meminfo}: what {@code /proc/meminfo} says. */
    static Finding memory(String meminfo) {
        Matcher found = AVAILABLE.matcher(meminfo);
        if (!found.find()) {
            return Finding.ok("memory", "not told by this system");
        }
        long available = Long.parseLong(found.group(1)) << 10;
        String says = (available >> 20) + " MB of memory available";
        return available >= MEMORY_WANTED
                ? Finding.ok("memory", says)
                : Finding.warning(
                        "memory", says, "stop something, or run fewer nodes: a node may take 700 MB, Cassandra 800");
    }

    /** Whether this version can work with what is there. */
    static Finding data(DataDirectory data) {
        try {
            data.requireKnownFormat();
        } catch (ClusterFault e) {
            return Finding.error("data", e);
        }
        if (!Files.exists(data.path())) {
            return Finding.ok("data", "nothing yet at " + data.path());
        }
        return Files.isWritable(data.path())
                ? Finding.ok("data", data.path().toString())
                : Finding.error("data", "cannot write " + data.path(), "run as its owner, or choose another --data");
    }

    /** Keys that sign tokens are in the tables, in the clear unless {@code PARLEY_KEY_SECRET} is set. */
    static Finding keys(Path data) {
        try {
            if (!Files.exists(data)) {
                return Finding.ok("keys", "none yet");
            }
            Set<PosixFilePermission> found =
                    EnumSet.copyOf(Files.getPosixFilePermissions(data, LinkOption.NOFOLLOW_LINKS));
            found.retainAll(OF_OTHERS);
            return found.isEmpty()
                    ? Finding.ok("keys", "only their owner reads them")
                    : Finding.warning(
                            "keys",
                            "others than their owner may look into " + data + ", where the keys that sign tokens are",
                            "chmod 700 " + data);
        } catch (IOException | IllegalArgumentException e) {
            return Finding.ok("keys", "permissions are not told by this system");
        }
    }

    /** Whether the ports of a start are free; of nothing that runs. */
    static Finding ports(ClusterPlan plan) {
        try (var ports = new Ports(RandomGenerator.getDefault())) {
            ports.addresses(plan);
            return Finding.ok("ports", "free");
        } catch (ClusterFault e) {
            return Finding.error("ports", e);
        } catch (IOException e) {
            return Finding.error("ports", "ports are not let go of: " + e.getMessage(), "try again");
        }
    }

    /** What a run, or a backup, that did not end in order has left. */
    static Finding leftovers(List<String> left, String remedy) {
        return left.isEmpty()
                ? Finding.ok("leftovers", "none")
                : Finding.warning("leftovers", String.join("; ", left), remedy);
    }
}
