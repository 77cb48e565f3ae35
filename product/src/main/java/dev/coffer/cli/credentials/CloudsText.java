package dev.coffer.cli.credentials;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Puts one entry into the text of a {@code clouds.yaml} and leaves everything else, comments and order too, as it is. The parser
 * only says where things stand; the text itself is never written anew. The result is parsed again and compared, and given up unless
 * exactly the entry has changed.
 */
final class CloudsText {
    private final String text;
    private final String newline;
    private final CloudsEntry entry;

    private CloudsText(String text, CloudsEntry entry) {
        this.text = text;
        this.newline = text.contains("\r\n") ? "\r\n" : "\n";
        this.entry = entry;
    }

    /** The new text; empty when the old one is such that it could not be done safely. */
    static Optional<String> with(String text, CloudsEntry entry) {
        try {
            String edited = new CloudsText(text, entry).edited();
            return onlyEntryChanged(text, edited, entry) ? Optional.of(edited) : Optional.empty();
        } catch (YamlEngineException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static boolean onlyEntryChanged(String before, String after, CloudsEntry entry) {
        Map<String, Object> wanted = new LinkedHashMap<>(CloudsFile.parse(before));
        Map<String, Object> clouds = new LinkedHashMap<>(CloudsFile.map(wanted.get("clouds")));
        clouds.put(entry.name(), entry.content());
        wanted.put("clouds", clouds);
        return wanted.equals(CloudsFile.parse(after));
    }

    private String edited() {
        Node root = new Compose(CloudsFile.SETTINGS).composeString(text).orElse(null);
        if (!(root instanceof MappingNode top)) {
            return appended("clouds:" + newline + entry.block(2, newline));
        }
        NodeTuple clouds = find(top, "clouds");
        if (clouds == null) {
            return isFlow(top)
                    ? intoFlow(top, "\"clouds\": {" + entry.flow() + "}")
                    : appended("clouds:" + newline + entry.block(2, newline));
        }
        if (clouds.getValueNode() instanceof MappingNode entries) {
            return intoClouds(clouds, entries);
        }
        // "clouds:" with nothing behind it
        int lineEnd = lineEnd(end(clouds.getKeyNode()));
        return spliced(lineEnd, lineEnd, newline + entry.block(column(clouds.getKeyNode()) + 2, newline));
    }

    private String intoClouds(NodeTuple clouds, MappingNode entries) {
        NodeTuple old = find(entries, entry.name());
        if (isFlow(entries)) {
            if (old != null) {
                return spliced(start(old.getKeyNode()), end(old.getValueNode()), entry.flow());
            }
            return intoFlow(entries, entry.flow());
        }
        int indentation = entries.getValue().isEmpty()
                ? column(clouds.getKeyNode()) + 2
                : column(entries.getValue().getFirst().getKeyNode());
        if (old == null) {
            int end = lineEnd(lastContent(entries, 0));
            return spliced(end, end, newline + entry.block(indentation, newline));
        }
        int from = start(old.getKeyNode());
        int to = lineEnd(Math.max(end(old.getKeyNode()), lastContent(old.getValueNode(), from)));
        return spliced(from, to, entry.block(indentation, newline).strip());
    }

    private String intoFlow(MappingNode flow, String member) {
        int inside = start(flow) + 1;
        return spliced(inside, inside, flow.getValue().isEmpty() ? member : member + ", ");
    }

    private String appended(String lines) {
        String start = text.isEmpty() || text.endsWith("\n") ? text : text + newline;
        return start + lines + newline;
    }

    private String spliced(int from, int to, String replacement) {
        return text.substring(0, from) + replacement + text.substring(to);
    }

    /** End of the text that belongs to a node: comments and blank lines behind it belong to what follows. */
    private int lastContent(Node node, int from) {
        return switch (node) {
            case MappingNode mapping
            when !isFlow(mapping) ->
                mapping.getValue().stream()
                        .mapToInt(tuple -> Math.max(
                                end(tuple.getKeyNode()), lastContent(tuple.getValueNode(), start(tuple.getKeyNode()))))
                        .max()
                        .orElse(from);
            case SequenceNode sequence
            when sequence.getFlowStyle() == FlowStyle.BLOCK ->
                sequence.getValue().stream()
                        .mapToInt(item -> lastContent(item, from))
                        .max()
                        .orElse(from);
            // What starts before its key is an alias: the node stands where its anchor is.
            default -> start(node) < from ? from : contentEnd(node);
        };
    }

    /** The end mark of a block scalar is at the beginning of a later line. */
    private int contentEnd(Node node) {
        int end = end(node);
        while (end > start(node) && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return end;
    }

    /** Position of the line break at or behind an offset, or the end of the text. */
    private int lineEnd(int offset) {
        int end = text.indexOf('\n', offset);
        if (end < 0) {
            return text.length();
        }
        return end > offset && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private static @Nullable NodeTuple find(MappingNode mapping, String key) {
        List<NodeTuple> tuples = mapping.getValue();
        return tuples.stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .findFirst()
                .orElse(null);
    }

    private static boolean isFlow(MappingNode mapping) {
        return mapping.getFlowStyle() == FlowStyle.FLOW;
    }

    private int start(Node node) {
        return offset(node.getStartMark());
    }

    private int end(Node node) {
        return offset(node.getEndMark());
    }

    /** Marks count code points. */
    private int offset(Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }

    private static int column(Node node) {
        return node.getStartMark().orElseThrow().getColumn();
    }
}
