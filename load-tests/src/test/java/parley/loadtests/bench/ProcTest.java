package parley.loadtests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {

    @TempDir
    private Path root;

    @Test
    void countsTheTimeOfAProcessAndOfTheChildrenItWaitedForWhateverItsName() {
        String stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 100 200 0 0 150 50 30 20 20 0 9 0 12345 1000 10 0";

        assertThat(Proc.cpuSeconds(stat)).isEqualTo(2.5);
    }

    @Test
    void readsTimeWrittenBytesAndSwitchesOfAllThreads() throws IOException {
        write("7/stat", "7 (java) S 1 7 7 0 -1 0 0 0 0 0 100 100 0 0 20 0 2 0 1 1 1\n");
        write("7/io", "rchar: 5\nwchar: 6\nread_bytes: 7\nwrite_bytes: 4096\ncancelled_write_bytes: 9\n");
        write("7/task/7/status", "Name:\tjava\nvoluntary_ctxt_switches:\t10\nnonvoluntary_ctxt_switches:\t3\n");
        write("7/task/8/status", "Name:\tgc\nvoluntary_ctxt_switches:\t200\nnonvoluntary_ctxt_switches:\t40\n");

        assertThat(new Proc(root).usage(7)).isEqualTo(new Proc.Usage(2, 4096, 253));
    }

    @Test
    void readsProportionalAndWholeResidentMemory() throws IOException {
        write("7/smaps_rollup", "1-2 ---p 0 00:00 0 [rollup]\nRss:   200 kB\nPss:   100 kB\nPss_Dirty:   50 kB\n");

        assertThat(new Proc(root).memory(7)).isEqualTo(new Proc.Memory(100 * 1024, 200 * 1024));
    }

    @Test
    void countsTheSlabsOfSocketsAndOfNothingElse() {
        String slabinfo = """
                slabinfo - version: 2.1
                # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables
                kmalloc-64          100    100     64   64    1 : tunables    0    0    0 : slabdata     50     50      0
                TCP                  40     48   2688   12    8 : tunables    0    0    0 : slabdata      4      4      0
                sock_inode_cache    100    100    832   39    8 : tunables    0    0    0 : slabdata      3      3      0
                """;

        assertThat(Proc.socketSlabBytes(slabinfo)).isEqualTo((4 + 3) * 8 * 4096);
    }

    @Test
    void countsAllSlabsWhereOnlyRootMaySeeThem() throws IOException {
        write("meminfo", "MemTotal:  1000 kB\nSlab:   321 kB\nSReclaimable: 1 kB\n");

        assertThat(new Proc(root).socketSlabBytes()).isEqualTo(321 * 1024);
    }

    @Test
    void countsWhatWholeDisksWroteAndNoPartitionAgain() {
        String diskstats = """
                   7       0 loop0 12 0 28 4 0 0 900 0 0 4 4 0 0 0 0
                 254       0 vda 100 5 2000 40 300 7 800 60 0 90 100 0 0 0 0 1 2
                 254       1 vda1 90 5 1900 40 290 7 790 60 0 90 100 0 0 0 0 0 0
                 259       0 nvme0n1 1 0 8 0 2 0 16 0 0 0 0 0 0 0 0 0 0
                 259       1 nvme0n1p1 1 0 8 0 2 0 16 0 0 0 0 0 0 0 0 0 0
                """;

        assertThat(Proc.diskWrittenBytes(diskstats)).isEqualTo((800 + 16) * 512);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        write("7/smaps_rollup", "Rss: 200 kB\n");

        assertThatThrownBy(() -> new Proc(root).memory(7))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no Pss in:");
    }

    @Test
    void countsChildrenOfAGroupAndNoProcessTwice() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 60 & wait").start();
        try {
            ProcessHandle child;
            do {
                child = shell.children().findFirst().orElse(null);
            } while (child == null);

            Proc.Memory both = new Group(List.of(shell.pid())).memory(Proc.here());

            assertThat(both.rssBytes())
                    .isGreaterThan(Proc.here().memory(shell.pid()).rssBytes());
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
