package io.mmsroutes.support;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a process did to the files below a folder, recorded by strace and done once more in memory, with the difference that a power
 * cut makes: a file is what it was at its last fsync, and a name is what its folder had at the folder's.
 */
public final class RecordedDisk {
    /**
     * All by which files, names and connections are written to. What is not expected is refused below; what is not in this list, such as
     * a file that is written as memory, is missing in the end.
     */
    private static final String CALLS = String.join(
            ",",
            List.of(
                    "open,openat,creat,truncate,ftruncate,fallocate,accept,accept4",
                    "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendfile,copy_file_range,splice",
                    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir",
                    "fsync,fdatasync,sync,syncfs,sync_file_range,msync"));

    private static final int LONGEST_WRITE = 8 * 1024 * 1024;
    private static final int PAGE = 4_096;

    private final Path root;
    private final Observer observer;
    private final Folder tree = new Folder();
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Begun> begun = new HashMap<>();
    /** By the number of an open file. */
    private final Map<Integer, Long> positions = new HashMap<>();

    private final Map<Integer, Boolean> appending = new HashMap<>();
    private long now;
    private int changesSynced;

    private RecordedDisk(Path root, Observer observer) {
        this.root = root;
        this.observer = observer;
    }

    /** False where there is no strace, or nothing may be traced. */
    public static boolean isAvailable() {
        try {
            Process strace = new ProcessBuilder("strace", "-D", "-f", "--seccomp-bpf", "-yy", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .start();
            return strace.waitFor(20, TimeUnit.SECONDS) && strace.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What stands before a command that is to be recorded in a file; the process stays a child of its caller. */
    public static List<String> recorder(Path record) {
        return List.of(
                "strace",
                "-D",
                "-f",
                "--seccomp-bpf",
                "-q",
                "-yy",
                "-xx",
                "-s",
                String.valueOf(LONGEST_WRITE),
                "-e",
                "trace=" + CALLS,
                "-e",
                "signal=none",
                "-o",
                record.toString());
    }

    /** The recorder writes on for a moment after its process has ended. */
    public static void awaitEnd(Path record) {
        AtomicLong size = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> size.getAndSet(Files.size(record)) == Files.size(record));
    }

    /**
     * Goes through a record.
     *
     * @param root a folder that was empty, and on disk, when the recording began; nobody changed it since it ended
     */
    public static void replay(Path record, Path root, Observer observer) throws IOException {
        RecordedDisk disk = new RecordedDisk(root, observer);
        // A path is in the record as its bytes, and so is all else.
        try (BufferedReader lines = Files.newBufferedReader(record, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                disk.take(line);
            }
        }
        disk.requireAsItIs(disk.tree, root);
    }

    /** The record is whole: all that was done to the files in other ways than it shows would be missing in the end. */
    private void requireAsItIs(Folder recorded, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(recorded.current.keySet());
        }
        for (Map.Entry<String, Node> entry : recorded.current.entrySet()) {
            Path path = folder.resolve(entry.getKey());
            if (entry.getValue() instanceof Folder inner) {
                requireAsItIs(inner, path);
            } else if (entry.getValue() instanceof Content content) {
                assertThat(path).hasBinaryContent(content.afterCut(() -> true));
            }
        }
    }

    /** What a test wants to know of a record. */
    public interface Observer {
        /**
         * A connection came in. Another one had the same ends before, where the system gave a port twice.
         *
         * @param port that it came in at
         * @param peer {@code 127.0.0.1:port}
         */
        void accepted(int port, String peer);

        /**
         * Bytes go out on a connection.
         *
         * @param port of the process
         * @param peer {@code 127.0.0.1:port}
         */
        void sent(int port, String peer, byte[] bytes) throws IOException;

        /** The last moment before one more file or folder is on disk. */
        void beforeSync(RecordedDisk disk) throws IOException;
    }

    /** Knows which of the bodies that were posted on recorded connections were answered 200. */
    public abstract static class Answers implements Observer {
        private final int port;
        private final Map<String, List<byte[]>> posted;
        private final Map<String, Integer> answers = new HashMap<>();

        /**
         * @param port that was posted to: a peer may have had its own for another one before
         * @param posted by the peer, in the order of their answers
         */
        protected Answers(int port, Map<String, List<byte[]>> posted) {
            this.port = port;
            this.posted = posted;
        }

        public final Map<String, List<byte[]>> posted() {
            return posted;
        }

        @Override
        public final void accepted(int at, String peer) {
            if (at == port && posted.containsKey(peer)) {
                answers.put(peer, 0);
            }
        }

        @Override
        public final void sent(int from, String peer, byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (from != port || !answers.containsKey(peer)) {
                sentElsewhere(peer, text);
            } else if (text.startsWith("HTTP/1.1 ")) {
                int number = answers.merge(peer, 1, Integer::sum) - 1;
                if (text.startsWith("HTTP/1.1 200 ")) {
                    answered200(requireNonNull(posted.get(peer)).get(number));
                }
            }
        }

        protected abstract void answered200(byte[] body);

        /** On a connection that nothing was posted on. */
        protected abstract void sentElsewhere(String peer, String text);
    }

    /** Writes out what a power cut leaves now, if the system wrote nothing of its own accord. */
    public void cut(Path into) throws IOException {
        write(tree, into, folder -> folder.durable, () -> false);
    }

    /**
     * Writes out what a power cut may leave too: the file system had gone on with its journal of names as far as chance wants it,
     * and with any pages of any file.
     */
    public void cut(Path into, Random chance) throws IOException {
        int known = changesSynced + chance.nextInt(changes.size() - changesSynced + 1);
        Map<Folder, Map<String, Node>> names = new HashMap<>();
        for (Change change : changes.subList(0, known)) {
            change.apply(names.computeIfAbsent(change.folder, none -> new TreeMap<>()));
        }
        write(tree, into, folder -> names.getOrDefault(folder, Map.of()), chance::nextBoolean);
    }

    private static void write(
            Folder folder, Path into, Function<Folder, Map<String, Node>> names, BooleanSupplier reachedTheDisk)
            throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<String, Node> entry : names.apply(folder).entrySet()) {
            Path path = into.resolve(entry.getKey());
            if (entry.getValue() instanceof Folder inner) {
                write(inner, path, names, reachedTheDisk);
            } else if (entry.getValue() instanceof Content content) {
                Files.write(path, content.afterCut(reachedTheDisk));
            }
        }
    }

    // --- The record

    /** {@code 123 call(arguments) = result}, or the two halves of one that others came between. */
    private void take(String line) throws IOException {
        int blank = line.indexOf(' ');
        String thread = line.substring(0, blank);
        String rest = line.substring(blank).strip();
        now++;
        if (rest.startsWith("<... ")) {
            Begun call = begun.remove(thread);
            int end = rest.indexOf(" resumed>");
            if (call != null && end > 0) {
                String arguments = call.arguments + rest.substring(end + " resumed>".length());
                end(call.name, arguments, call.at);
            }
        } else if (!rest.startsWith("+++") && !rest.startsWith("---") && !rest.startsWith("strace:")) {
            int bracket = rest.indexOf('(');
            String name = rest.substring(0, bracket);
            String arguments = rest.substring(bracket + 1);
            int unfinished = arguments.indexOf(" <unfinished ...>");
            if (unfinished >= 0) {
                Begun call = new Begun(name, arguments.substring(0, unfinished), now);
                begun.put(thread, call);
                begin(name, arguments(call.arguments));
            } else {
                begin(name, arguments(arguments.substring(0, Math.max(0, arguments.lastIndexOf(')')))));
                end(name, arguments, now);
            }
        }
    }

    private void begin(String name, List<String> arguments) throws IOException {
        if (List.of("write", "writev", "sendto").contains(name)
                && arguments.get(0).contains("<TCP")) {
            String peer = peer(arguments.get(0));
            if (peer != null) {
                observer.sent(port(arguments.get(0)), peer, texts(arguments.get(1)));
            }
        }
    }

    /** Of a socket as strace writes it; null where it is not connected. */
    private static @Nullable String peer(String ends) {
        int arrow = ends.indexOf("->");
        if (arrow < 0) {
            return null;
        }
        String peer =
                ends.substring(arrow + 2, ends.indexOf(']', arrow) < 0 ? ends.length() : ends.indexOf("]>", arrow));
        return peer.replace("[::ffff:127.0.0.1]", "127.0.0.1");
    }

    /** Of the process, on a socket as strace writes it. */
    private static int port(String ends) {
        String own = ends.substring(0, ends.indexOf("->"));
        return Integer.parseInt(own.substring(own.lastIndexOf(':') + 1));
    }

    private void end(String name, String text, long began) throws IOException {
        int close = text.lastIndexOf(") ");
        String result = text.substring(text.indexOf('=', close) + 1).strip();
        if (close < 0 || result.startsWith("-1") || result.startsWith("?")) {
            return;
        }
        List<String> arguments = arguments(text.substring(0, close));
        switch (name) {
            case "open" -> opened(result, arguments.get(0), arguments.get(1));
            case "creat" -> opened(result, arguments.get(0), "O_CREAT|O_TRUNC");
            case "openat" -> opened(result, arguments.get(1), arguments.get(2));
            case "write" -> append(arguments.get(0), texts(arguments.get(1)), Long.decode(first(result)));
            case "writev" -> append(arguments.get(0), texts(arguments.get(1)), Long.decode(first(result)));
            case "pwrite64" ->
                put(
                        arguments.get(0),
                        Long.decode(arguments.get(3)),
                        texts(arguments.get(1)),
                        Long.decode(first(result)));
            case "ftruncate" -> resize(open(arguments.get(0)), Long.decode(arguments.get(1)));
            case "sendfile" -> sendFile(arguments, Long.decode(first(result)));
            case "rename" -> rename(arguments.get(0), arguments.get(1));
            case "renameat", "renameat2" -> rename(arguments.get(1), arguments.get(3));
            case "link" -> link(arguments.get(0), arguments.get(1));
            case "linkat" -> link(arguments.get(1), arguments.get(3));
            case "unlink", "rmdir" -> remove(arguments.get(0));
            case "unlinkat" -> remove(arguments.get(1));
            case "mkdir" -> makeFolder(arguments.get(0));
            case "mkdirat" -> makeFolder(arguments.get(1));
            case "fsync", "fdatasync" -> sync(arguments.get(0), began);
            case "sendto", "sendmsg" -> {} // of connections alone
            case "accept", "accept4" -> {
                String peer = peer(result);
                if (peer != null) {
                    observer.accepted(port(result), peer);
                }
            }
            default -> requireOutside(name, arguments);
        }
    }

    private void opened(String result, String path, String flags) {
        int file = number(result);
        String real = result.contains("<") ? pathOf(result) : text(path);
        List<String> names = below(real);
        positions.remove(file);
        if (names == null || names.isEmpty()) {
            return;
        }
        Folder folder = folder(names);
        String name = names.get(names.size() - 1);
        Node node = folder.current.get(name);
        if (flags.contains("SYNC")) {
            throw new AssertionError("Nothing knows yet what a file is that was opened with " + flags);
        }
        if (node == null && flags.contains("O_CREAT")) {
            node = new Content();
            change(folder, name, node);
        }
        if (node instanceof Content content) {
            if (flags.contains("O_TRUNC")) {
                resize(content, 0);
            }
            positions.put(file, 0L);
            appending.put(file, flags.contains("O_APPEND"));
        } else if (node == null) {
            throw new AssertionError("A file was opened that nobody made: " + real);
        }
    }

    private void append(String descriptor, byte[] bytes, long written) {
        Content content = open(descriptor);
        if (content != null) {
            int file = number(descriptor);
            long at = Boolean.TRUE.equals(appending.get(file))
                    ? content.size
                    : requireNonNull(positions.get(file), "a file of which nobody knows where it is written to");
            content.put(now, at, bytes, written);
            positions.put(file, at + written);
        }
    }

    private void put(String descriptor, long at, byte[] bytes, long written) {
        Content content = open(descriptor);
        if (content != null) {
            content.put(now, at, bytes, written);
        }
    }

    private void sendFile(List<String> arguments, long sent) {
        if (open(arguments.get(0)) != null) {
            throw new AssertionError("Nothing knows yet how a file is copied by sendfile: " + arguments);
        }
        if (sent < 0) {
            throw new AssertionError("sendfile: " + sent);
        }
    }

    private void resize(@Nullable Content content, long size) {
        if (content != null) {
            content.resize(now, size);
        }
    }

    private void rename(String from, String to) {
        List<String> old = below(text(from));
        List<String> wanted = below(text(to));
        if (old != null && wanted != null) {
            Node node = requireNonNull(folder(old).current.get(last(old)), from);
            if (folder(wanted).current.get(last(wanted)) == node) {
                return; // two names of one file: nothing happens
            }
            // In the order in which no file is ever without a name.
            change(folder(wanted), last(wanted), node);
            change(folder(old), last(old), null);
        } else if (old != null || wanted != null) {
            throw new AssertionError("Nothing knows yet what comes in or goes out: " + text(from) + " -> " + text(to));
        }
    }

    private void link(String from, String to) {
        List<String> source = below(text(from));
        List<String> wanted = below(text(to));
        if (source != null && wanted != null) {
            change(
                    folder(wanted),
                    last(wanted),
                    requireNonNull(folder(source).current.get(last(source)), from));
        } else if (wanted != null) {
            throw new AssertionError("Nothing knows yet what comes in: " + text(from));
        }
    }

    private void remove(String path) {
        List<String> names = below(text(path));
        if (names != null && !names.isEmpty()) {
            change(folder(names), last(names), null);
        }
    }

    private void makeFolder(String path) {
        List<String> names = below(text(path));
        if (names != null && !names.isEmpty() && !(folder(names).current.get(last(names)) instanceof Folder)) {
            change(folder(names), last(names), new Folder());
        }
    }

    /** Another thread is seen in a folder before the line that ends its making. */
    private boolean isBeingMade(List<String> names) {
        return begun.values().stream()
                .filter(call -> call.name.startsWith("mkdir"))
                .map(call -> arguments(call.arguments).get(call.name.equals("mkdir") ? 0 : 1))
                .anyMatch(path -> names.equals(below(text(path))));
    }

    private void sync(String descriptor, long began) throws IOException {
        List<String> names = below(pathOf(descriptor));
        if (names == null || descriptor.contains("(deleted)")) {
            return;
        }
        observer.beforeSync(this);
        Node node = names.isEmpty() ? tree : folder(names).current.get(last(names));
        if (node instanceof Folder folder) {
            changes.stream()
                    .filter(change -> change.folder == folder && change.at < began)
                    .forEach(change -> change.apply(folder.durable));
        } else if (node instanceof Content content) {
            content.sync(began);
        }
        while (changesSynced < changes.size() && changes.get(changesSynced).at < began) {
            changesSynced++;
        }
    }

    private void requireOutside(String name, List<String> arguments) {
        for (String argument : arguments) {
            boolean file = argument.contains("<\\x2f") || argument.startsWith("\"\\x2f");
            String path = !file ? "" : argument.startsWith("\"") ? text(argument) : pathOf(argument);
            if (file && below(path) != null) {
                throw new AssertionError("Nothing knows yet what %s does to %s".formatted(name, path));
            }
        }
    }

    private void change(Folder folder, String name, @Nullable Node node) {
        Change change = new Change(now, folder, name, node);
        change.apply(folder.current);
        changes.add(change);
    }

    private @Nullable Content open(String descriptor) {
        if (!descriptor.contains("<\\x2f") || descriptor.contains("(deleted)")) {
            return null;
        }
        List<String> names = below(pathOf(descriptor));
        return names != null && !names.isEmpty() && folder(names).current.get(last(names)) instanceof Content content
                ? content
                : null;
    }

    /** Of a path below the root; empty for the root itself, null outside of it. */
    private @Nullable List<String> below(String path) {
        Path absolute = Path.of(path).toAbsolutePath().normalize();
        if (!absolute.startsWith(root)) {
            return null;
        }
        List<String> names = new ArrayList<>();
        root.relativize(absolute).forEach(name -> names.add(name.toString()));
        names.remove("");
        return names;
    }

    private Folder folder(List<String> names) {
        Folder folder = tree;
        for (int depth = 0; depth < names.size() - 1; depth++) {
            String name = names.get(depth);
            if (!folder.current.containsKey(name) && isBeingMade(names.subList(0, depth + 1))) {
                change(folder, name, new Folder());
            }
            if (!(folder.current.get(name) instanceof Folder inner)) {
                throw new AssertionError("There is no folder " + names);
            }
            folder = inner;
        }
        return folder;
    }

    private static String last(List<String> names) {
        return names.get(names.size() - 1);
    }

    // --- The text of strace; with -xx no string holds a quote, a comma or a bracket

    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' || c == '[' || c == '(') {
                depth++;
            } else if (c == '}' || c == ']' || c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                arguments.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        arguments.add(text.substring(from).strip());
        return arguments;
    }

    private static int number(String descriptor) {
        int end = 0;
        while (end < descriptor.length() && Character.isDigit(descriptor.charAt(end))) {
            end++;
        }
        return end == 0 ? -1 : Integer.parseInt(descriptor.substring(0, end));
    }

    private static String first(String result) {
        return result.split("[ <]", 2)[0];
    }

    private static String pathOf(String descriptor) {
        int from = descriptor.indexOf('<') + 1;
        int end = descriptor.indexOf('>', from);
        return from == 0 || end < 0 ? "" : new String(bytes(descriptor.substring(from, end)), StandardCharsets.UTF_8);
    }

    private static String text(String argument) {
        return new String(texts(argument), StandardCharsets.UTF_8);
    }

    /** Of all strings of an argument, one after the other. */
    private static byte[] texts(String argument) {
        if (argument.contains("\"...")) {
            throw new AssertionError("A write was longer than is recorded");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = argument.indexOf('"'); from >= 0; ) {
            int end = argument.indexOf('"', from + 1);
            all.writeBytes(bytes(argument.substring(from + 1, end)));
            from = argument.indexOf('"', end + 1);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(text.length() / 4);
        for (int i = 0; i < text.length(); ) {
            if (text.startsWith("\\x", i)) {
                all.write(Character.digit(text.charAt(i + 2), 16) * 16 + Character.digit(text.charAt(i + 3), 16));
                i += 4;
            } else {
                all.write(text.charAt(i++));
            }
        }
        return all.toByteArray();
    }

    private record Begun(String name, String arguments, long at) {}

    private sealed interface Node permits Folder, Content {}

    private static final class Folder implements Node {
        private final Map<String, Node> current = new TreeMap<>();
        private final Map<String, Node> durable = new TreeMap<>();
    }

    private record Change(
            long at, Folder folder, String name, @Nullable Node node) {
        void apply(Map<String, Node> names) {
            if (node == null) {
                names.remove(name);
            } else {
                names.put(name, node);
            }
        }
    }

    private static final class Content implements Node {
        private final List<Write> pending = new ArrayList<>();
        private final Bytes durable = new Bytes(new byte[0]);
        private long size;

        void put(long now, long at, byte[] bytes, long written) {
            pending.add(new Write(now, at, Arrays.copyOf(bytes, (int) written), -1));
            size = Math.max(size, at + written);
        }

        void resize(long now, long wanted) {
            pending.add(new Write(now, 0, new byte[0], wanted));
            size = wanted;
        }

        void sync(long began) {
            int count = 0;
            while (count < pending.size() && pending.get(count).time < began) {
                pending.get(count++).apply(durable, () -> true);
            }
            pending.subList(0, count).clear();
        }

        byte[] afterCut(BooleanSupplier reachedTheDisk) {
            Bytes left = new Bytes(durable.copy());
            pending.forEach(write -> write.apply(left, reachedTheDisk));
            return left.copy();
        }
    }

    private static final class Write {
        private final long time;
        private final long at;
        private final byte[] bytes;
        /** To which the file is cut or stretched; negative for neither. */
        private final long size;

        Write(long time, long at, byte[] bytes, long size) {
            this.time = time;
            this.at = at;
            this.bytes = bytes;
            this.size = size;
        }

        void apply(Bytes file, BooleanSupplier reachedTheDisk) {
            if (size >= 0 && reachedTheDisk.getAsBoolean()) {
                file.resize((int) size);
            }
            for (int from = 0; from < bytes.length; ) {
                int end = Math.min(bytes.length, from + (int) (PAGE - (at + from) % PAGE));
                if (reachedTheDisk.getAsBoolean()) {
                    file.put((int) at + from, bytes, from, end);
                }
                from = end;
            }
        }
    }

    private static final class Bytes {
        private byte[] bytes;
        private int size;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
            this.size = bytes.length;
        }

        void put(int at, byte[] source, int from, int end) {
            if (size < at + end - from) {
                resize(at + end - from);
            }
            System.arraycopy(source, from, bytes, at, end - from);
        }

        void resize(int wanted) {
            if (wanted > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(wanted, 2 * bytes.length));
            } else if (wanted < size) {
                Arrays.fill(bytes, wanted, size, (byte) 0);
            }
            size = wanted;
        }

        byte[] copy() {
            return Arrays.copyOf(bytes, size);
        }
    }
}
