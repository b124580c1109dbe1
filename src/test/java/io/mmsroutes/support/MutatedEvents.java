package io.mmsroutes.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** Events as Telnyx sends them, each with something wrong: in their structure, or in their bytes. The same seed gives the same. */
public final class MutatedEvents {
    private static final Path SAMPLES = Path.of("src/test/resources/telnyx/samples");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Random random;
    private final List<JsonNode> samples;
    private final String mediaUrl;

    /** @param mediaUrl what most of the media are fetched from */
    public MutatedEvents(long seed, String mediaUrl) {
        this.random = new Random(seed);
        this.mediaUrl = mediaUrl;
        try (Stream<Path> files = Files.list(SAMPLES)) {
            List<JsonNode> read = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                read.add(Json.MAPPER.readTree(file.toFile()));
            }
            this.samples = List.copyOf(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] next() {
        JsonNode event = samples.get(random.nextInt(samples.size())).deepCopy();
        if (event.path("data") instanceof ObjectNode data) {
            data.put("id", new UUID(random.nextLong(), random.nextLong()).toString());
            if (data.path("payload") instanceof ObjectNode payload) {
                payload.put("id", new UUID(random.nextLong(), random.nextLong()).toString());
                payload.putArray("media").addObject().put("url", mediaUrl).put("content_type", "image/jpeg");
            }
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            mutate(event);
        }
        byte[] bytes = event.toString().getBytes(UTF_8);
        return random.nextInt(3) == 0 ? inBytes(bytes) : bytes;
    }

    private void mutate(JsonNode root) {
        List<JsonNode> inner = new ArrayList<>();
        collect(root, inner);
        JsonNode node = inner.get(random.nextInt(inner.size()));
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name + random.nextInt(10), object.get(name));
                default -> object.set(name, strange(object.get(name)));
            }
        } else if (node instanceof ArrayNode array) {
            array.add(array.isEmpty() || random.nextBoolean() ? strange(NODES.nullNode()) : array.get(0));
        }
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }

    private JsonNode strange(JsonNode was) {
        return switch (random.nextInt(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.textNode("");
            case 2 -> NODES.textNode(word().repeat(1 + random.nextInt(2_000)));
            case 3 -> NODES.numberNode(random.nextLong());
            case 4 -> NODES.numberNode(random.nextDouble() * 1e300);
            case 5 -> NODES.booleanNode(random.nextBoolean());
            case 6 -> NODES.objectNode();
            case 7 -> NODES.arrayNode();
            case 8 -> NODES.arrayNode().add(was).add(was.deepCopy());
            case 9 -> NODES.objectNode().set(word(), was);
            case 10 -> deep(was, random.nextInt(400));
            default -> many(was, random.nextInt(200));
        };
    }

    private static JsonNode deep(JsonNode was, int levels) {
        JsonNode node = was;
        for (int i = 0; i < levels; i++) {
            node = NODES.arrayNode().add(node);
        }
        return node;
    }

    private static JsonNode many(JsonNode was, int times) {
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < times; i++) {
            array.add(was);
        }
        return array;
    }

    private String word() {
        List<String> words = List.of(
                "x",
                "é",
                "\u0000",
                "\r\n",
                "😀",
                "${body}",
                "../",
                "%0d%0a",
                "٣",
                "'",
                "\"",
                "+1312555" + random.nextInt());
        return words.get(random.nextInt(words.size()));
    }

    private byte[] inBytes(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                byte[] twice = Arrays.copyOf(bytes, bytes.length + at);
                System.arraycopy(bytes, 0, twice, bytes.length, at);
                yield twice;
            }
            default -> {
                byte[] changed = bytes.clone();
                for (int i = 0; i <= random.nextInt(8); i++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                yield changed;
            }
        };
    }
}
