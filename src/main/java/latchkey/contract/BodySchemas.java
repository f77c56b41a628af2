package latchkey.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/** The schemas of bodies that operations read, and of the objects in these. */
final class BodySchemas {

    /** The name of the schema of the body that an operation reads. */
    static Optional<String> of(Operation operation) {
        return Optional.ofNullable(operation.getRequestBody())
                .flatMap(body -> nameOf(body.getContent()
                        .getMediaTypes()
                        .values()
                        .iterator()
                        .next()
                        .getSchema()));
    }

    /** Adds the name, and those of the schemas of objects in it. */
    static void addWithInner(String name, Map<String, Schema> schemas, Set<String> names) {
        if (names.add(name)) {
            properties(schemas.get(name)).values().forEach(property -> nameOf(property)
                    .ifPresent(inner -> addWithInner(inner, schemas, names)));
        }
    }

    /** Its fields, in their order, with dots between objects and what is in them, and whether each must be there. */
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

    /** {@code null} is a value of each of its properties too. */
    static void takesNull(Schema schema) {
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
