package latchkey.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/** The schemas of request bodies, and of the objects in them. */
final class BodySchemas {

    /** The name of the schema of an operation's request body. */
    static Optional<String> of(Operation operation) {
        return Optional.ofNullable(operation.getRequestBody())
                .flatMap(body -> nameOf(body.getContent()
                        .getMediaTypes()
                        .values()
                        .iterator()
                        .next()
                        .getSchema()));
    }

    /** Adds the name of the schema, and those of the objects in it. */
    static void addWithInner(String name, Map<String, Schema> schemas, Set<String> names) {
        if (names.add(name)) {
            properties(schemas.get(name)).values().forEach(property -> nameOf(property)
                    .ifPresent(inner -> addWithInner(inner, schemas, names)));
        }
    }

    /** Its fields in order, with dots for nested objects, and whether each is required. */
    static Map<String, Boolean> fields(@Nullable Schema schema, Map<String, Schema> schemas) {
        Map<String, Boolean> fields = new LinkedHashMap<>();
        properties(schema).forEach((name, property) -> {
            boolean required = required(schema).contains(name);
            nameOf(property)
                    .ifPresentOrElse(
                            inner -> fields(schemas.get(inner), schemas)
                                    .forEach((field, also) -> fields.put(name + "." + field, required && also)),
                            () -> fields.put(name, required));
        });
        return fields;
    }

    private static List<String> required(@Nullable Schema schema) {
        return schema == null || schema.getRequired() == null ? List.of() : schema.getRequired();
    }

    /** Allows {@code null} for each of its properties. */
    static void allowNulls(Schema schema) {
        properties(schema).values().forEach(property -> property.addType(SchemaType.NULL));
    }

    private static Map<String, Schema> properties(@Nullable Schema schema) {
        return schema == null || schema.getProperties() == null ? Map.of() : schema.getProperties();
    }

    private static Optional<String> nameOf(Schema schema) {
        String ref = schema.getRef();
        if (ref == null && schema.getAllOf() != null) {
            return schema.getAllOf().stream()
                    .flatMap(part -> nameOf(part).stream())
                    .findFirst();
        }
        return Optional.ofNullable(ref).map(known -> known.substring(known.lastIndexOf('/') + 1));
    }

    private BodySchemas() {}
}
