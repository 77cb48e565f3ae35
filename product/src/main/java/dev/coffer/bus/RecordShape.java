package dev.coffer.bus;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The components of a record type, and how one is made of their values. */
record RecordShape(List<Part> parts, Constructor<?> constructor) {

    /** @param optional whether it may be null */
    record Part(String name, Type type, boolean optional, Method accessor) {

        @Nullable Object of(Record whole) {
            try {
                return accessor.invoke(whole);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("Records that travel must be public.", e);
            }
        }
    }

    static RecordShape of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            return new RecordShape(
                    Arrays.stream(components).map(RecordShape::part).toList(),
                    type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new)));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e); // every record has it
        }
    }

    private static Part part(RecordComponent component) {
        return new Part(
                component.getName(),
                component.getGenericType(),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                component.getAccessor());
    }

    /** -1 for a name that is no component's. */
    int index(String name) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The record of these values, in the order of its components. */
    Record make(@Nullable Object[] values) throws RecordCodec.Mismatch {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && !parts.get(i).optional()) {
                throw new RecordCodec.Mismatch("it is without " + parts.get(i).name());
            }
        }
        try {
            return (Record) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new RecordCodec.Mismatch("its values do not go together");
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("Records that travel must be public.", e);
        }
    }
}
