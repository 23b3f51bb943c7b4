package parley.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Files of the class path, read once and kept: there are only as many as were packaged. Thread-safe; blocks when a file is read for
 * the first time.
 */
final class ClasspathFiles {

    /** No part begins with a dot, so nothing leads out of the folder. */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

    private static final int PATH_CHARS_MAX = 200;

    private final String folder;
    private final Map<String, ClasspathFile> read = new ConcurrentHashMap<>();

    /** One file. {@code tag}: changes when the content does. {@code zipped}: the same content, as gzip has it. */
    record ClasspathFile(String path, byte[] content, byte[] zipped, String tag) {}

    /** @param folder where the files are, with a slash at the end */
    ClasspathFiles(String folder) {
        this.folder = folder;
    }

    Optional<ClasspathFile> find(String path) {
        ClasspathFile known = read.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        if (path.length() > PATH_CHARS_MAX || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        try (InputStream stream = ClasspathFiles.class.getClassLoader().getResourceAsStream(folder + path)) {
            // A folder of an unpacked class path can be opened as well; no file here is without an extension.
            if (stream == null || path.lastIndexOf('.') <= path.lastIndexOf('/')) {
                return Optional.empty();
            }
            byte[] content = stream.readAllBytes();
            ClasspathFile file = file(path, content);
            read.put(path, file);
            return Optional.of(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(folder + path, unreadable);
        }
    }

    /** A file that was made, as if it had been found. */
    static ClasspathFile file(String path, byte[] content) {
        return new ClasspathFile(path, content, zip(content), "\"" + hash(content) + "\"");
    }

    /** All files of the folder, wherever the class path has them. */
    List<String> paths() {
        try {
            List<String> paths = new ArrayList<>();
            for (URL root :
                    Collections.list(ClasspathFiles.class.getClassLoader().getResources(folder))) {
                if (root.openConnection() instanceof JarURLConnection jar) {
                    jar.getJarFile().stream()
                            .filter(entry ->
                                    !entry.isDirectory() && entry.getName().startsWith(folder))
                            .forEach(entry -> paths.add(entry.getName().substring(folder.length())));
                } else {
                    addFiles(Path.of(root.toURI()), paths);
                }
            }
            return paths;
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(folder, unreadable);
        }
    }

    private static void addFiles(Path root, List<String> paths) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> paths.add(root.relativize(file).toString().replace('\\', '/')));
        }
    }

    private static byte[] zip(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** SHA-256 in base64, as content security policies and entity tags use it. */
    static String hash(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing", impossible);
        }
    }
}
