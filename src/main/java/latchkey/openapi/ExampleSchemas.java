package latchkey.openapi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/** Builds schemas from examples. */
final class ExampleSchemas {

    /** The example with its fields in an order that each build and each process finds again. */
    static @Nullable Object sorted(@Nullable Object example) {
        if (example instanceof Map<?, ?> object) {
            Map<String, Object> fields = new TreeMap<>();
            object.forEach((name, value) -> fields.put(name.toString(), sorted(value)));
            return fields;
        }
        return example instanceof List<?> array
                ? array.stream().map(ExampleSchemas::sorted).toList()
                : example;
    }

    /** A schema that the example matches. The fields of the request body are optional in it. */
    static Schema of(@Nullable Object example, Set<String> fields) {
        Schema schema = OASFactory.createSchema();
        if (example instanceof Map<?, ?> object) {
            object.forEach((name, value) -> {
                schema.addProperty(name.toString(), of(value, fields));
                if (!fields.contains(name.toString())) {
                    schema.addRequired(name.toString());
                }
            });
            return schema.addType(SchemaType.OBJECT);
        }
        if (example instanceof List<?> array) {
            List<Schema> shapes =
                    array.stream().map(item -> of(item, fields)).distinct().toList();
            return schema.addType(SchemaType.ARRAY).items(anyOf(shapes));
        }
        return schema.addType(example instanceof Number ? SchemaType.INTEGER : SchemaType.STRING);
    }

    /** The schemas that no other one covers; code generators make a type of each. */
    static Schema anyOf(List<Schema> shapes) {
        List<Schema> widest = shapes.stream()
                .filter(shape -> shapes.stream().noneMatch(other -> other != shape && admits(other, shape)))
                .toList();
        return widest.size() == 1 ? widest.get(0) : OASFactory.createSchema().anyOf(widest);
    }

    private static boolean admits(Schema wide, Schema narrow) {
        if (wide.getAnyOf() != null) {
            return wide.getAnyOf().stream().anyMatch(option -> admits(option, narrow));
        }
        if (!Objects.equals(wide.getType(), narrow.getType())) {
            return false;
        }
        return wide.getItems() == null
                ? Objects.equals(wide.getRequired(), narrow.getRequired()) && admitsProperties(wide, narrow)
                : admits(wide.getItems(), narrow.getItems());
    }

    private static boolean admitsProperties(Schema wide, Schema narrow) {
        return properties(narrow).entrySet().stream().allMatch(property -> {
            Schema same = properties(wide).get(property.getKey());
            return same != null && admits(same, property.getValue());
        });
    }

    private static Map<String, Schema> properties(Schema schema) {
        return Objects.requireNonNullElse(schema.getProperties(), Map.of());
    }

    private ExampleSchemas() {}
}
