package dev.coffer.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes of something valid something that may not be. */
public final class Mutations {
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "../../etc/passwd",
            "%",
            "%00",
            "%2e%2e%2f",
            "\u0000",
            "\ud800",
            "\udc00x",
            "\u001b[2J",
            "\n",
            "\r\nX-Injected: 1",
            "'\"`\\;--",
            "${jndi:ldap://x}",
            "<script>",
            "\u202e",
            "9".repeat(400),
            "0-1-99999999999999999999",
            "1e999999999",
            "+1000000000-12-31T23:59:59Z",
            "00000000-0000-0000-0000-000000000000",
            "java.lang.ProcessBuilder");
    private static final String HUGE = "ö'\"".repeat(64 * 1024 / 4);
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1e308",
            "-1e308",
            "1e999",
            "1e-999",
            "1e999999999",
            "1E-2147483648",
            "0.1",
            "2147483648",
            "-2147483649",
            "9223372036854775808",
            "1" + "0".repeat(39),
            "1" + "0".repeat(900),
            "NaN",
            "0x10",
            "01");

    private final Random random;

    public Mutations(Random random) {
        this.random = random;
    }

    public <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    public boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    public String text() {
        return switch (random.nextInt(4)) {
            case 0 -> chance(40) ? HUGE : any(TEXTS).repeat(1 + random.nextInt(chance(10) ? 400 : 10));
            case 1 ->
                random.ints(random.nextInt(40), 0, 0x11_0000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            default -> any(TEXTS);
        };
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 4 ? 6 : 8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextLong());
            case 3 ->
                JSON.numberNode(new BigDecimal(new BigInteger(1 + random.nextInt(200), random), random.nextInt(50)));
            case 4, 5 -> JSON.stringNode(text());
            case 6 -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth + 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JSON.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(text(), value(depth + 1));
                }
                yield object;
            }
        };
    }

    /** A copy, in some places of which there is something else. */
    public JsonNode json(JsonNode valid) {
        JsonNode copy = valid.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<JsonNode> inner = new ArrayList<>();
            collect(copy, inner);
            if (inner.isEmpty() || chance(20)) {
                return value(0);
            }
            change(any(inner));
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainer()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }

    private void change(JsonNode container) {
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = names.isEmpty() || chance(5) ? text() : any(names);
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(text(), value(0));
                case 2 -> object.set(name, object.deepCopy());
                default -> object.set(name, value(0));
            }
        } else if (container instanceof ArrayNode array) {
            if (chance(10)) {
                JsonNode more = any(List.of(JSON.objectNode(), JSON.numberNode(1), JSON.nullNode(), JSON.arrayNode()));
                for (int i = 0; i < 2_000; i++) {
                    array.add(more.deepCopy());
                }
            } else {
                array.add(array.isEmpty() || chance(2) ? value(0) : array.get(0).deepCopy());
            }
        }
    }

    /** The text of a mutated value, itself damaged now and then. */
    public String jsonText(JsonNode valid) {
        String text = ASCII.writeValueAsString(chance(4) ? valid : json(valid));
        return switch (random.nextInt(6)) {
            case 0 -> damaged(text);
            case 1 -> text.replaceFirst("(?<=[:\\[,])-?\\d+", any(NUMBERS));
            case 2 -> text.replaceFirst("\"[^\"]*\"(?=[,}\\]])", any(NUMBERS));
            default -> text;
        };
    }

    public String damaged(String text) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            int to = Math.min(damaged.length(), at + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> damaged.delete(at, to);
                case 1 -> damaged.insert(at, text());
                case 2 -> damaged.insert(at, damaged.substring(at, to).repeat(1 + random.nextInt(5)));
                case 3 -> damaged.setLength(at);
                default ->
                    damaged.insert(at, any(List.of("{", "[", "\"", "}", "]", ",", ":", "\\", "[".repeat(5_000))));
            }
        }
        return damaged.toString();
    }

    public byte[] damaged(byte[] bytes) {
        byte[] damaged = damaged(new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(6); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }
}
