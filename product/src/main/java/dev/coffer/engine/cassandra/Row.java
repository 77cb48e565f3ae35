package dev.coffer.engine.cassandra;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a result, as the server sent its values. */
final class Row {
    private static final int ROWS = 2;

    private static final int GLOBAL_TABLE = 0x01;
    private static final int MORE_PAGES = 0x02;

    private static final int CUSTOM = 0x00;
    private static final int LIST = 0x20;
    private static final int MAP = 0x21;
    private static final int SET = 0x22;

    private final List<byte @Nullable []> values;

    private Row(List<byte @Nullable []> values) {
        this.values = values;
    }

    /** None of a result that has no rows. */
    static List<Row> all(DataInputStream result) throws IOException {
        if (result.readInt() != ROWS) {
            return List.of();
        }
        int columns = skipMetadata(result);
        int count = result.readInt();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(read(result, columns));
        }
        return List.copyOf(rows);
    }

    private static int skipMetadata(DataInputStream result) throws IOException {
        int flags = result.readInt();
        int columns = result.readInt();
        if ((flags & MORE_PAGES) != 0) {
            throw new ProtocolException("The server sent a page of a result that was asked for in full.");
        }
        boolean global = (flags & GLOBAL_TABLE) != 0;
        if (global) {
            skipTable(result);
        }
        for (int i = 0; i < columns; i++) {
            if (!global) {
                skipTable(result);
            }
            Wire.text(result);
            skipType(result);
        }
        return columns;
    }

    private static void skipTable(DataInputStream result) throws IOException {
        Wire.text(result);
        Wire.text(result);
    }

    private static void skipType(DataInputStream result) throws IOException {
        int type = result.readUnsignedShort();
        switch (type) {
            case CUSTOM -> Wire.text(result);
            case LIST, SET -> skipType(result);
            case MAP -> {
                skipType(result);
                skipType(result);
            }
            default -> {
                if (type > MAP) {
                    throw new ProtocolException("The server sent a column of the unknown type %d.".formatted(type));
                }
            }
        }
    }

    private static Row read(DataInputStream result, int columns) throws IOException {
        byte @Nullable [][] values = new byte[columns][];
        for (int i = 0; i < columns; i++) {
            int length = result.readInt();
            if (length > result.available()) {
                throw new ProtocolException("The server sent a value that is longer than its answer.");
            }
            if (length >= 0) {
                byte[] value = new byte[length];
                result.readFully(value);
                values[i] = value;
            }
        }
        return new Row(Arrays.asList(values));
    }

    boolean isNull(int column) {
        return values.get(column) == null;
    }

    /** As it came; empty for null. */
    byte[] bytes(int column) {
        byte[] value = values.get(column);
        return value == null ? new byte[0] : value;
    }

    /** Empty for null. */
    String text(int column) {
        return new String(bytes(column), StandardCharsets.UTF_8);
    }

    /** False for null. */
    boolean isTrue(int column) {
        byte[] value = bytes(column);
        return value.length == 1 && value[0] != 0;
    }

    /** Of four or eight bytes; none for null. */
    long number(int column) {
        byte[] value = bytes(column);
        return switch (value.length) {
            case Integer.BYTES -> ByteBuffer.wrap(value).getInt();
            case Long.BYTES -> ByteBuffer.wrap(value).getLong();
            default -> 0;
        };
    }

    /** Of eight bytes; none for null. */
    double decimal(int column) {
        byte[] value = bytes(column);
        return value.length == Double.BYTES ? ByteBuffer.wrap(value).getDouble() : 0;
    }
}
