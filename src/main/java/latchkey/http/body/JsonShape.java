package latchkey.http.body;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import latchkey.failure.FieldError;
import org.jspecify.annotations.Nullable;

/** The JSON form of a record: the names of its components, and which of them are objects. */
final class JsonShape {

    /** Finds the properties of records as Jackson does, in the native executable as well. */
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final ClassValue<JsonShape> SHAPES = new ClassValue<>() {
        @Override
        protected JsonShape computeValue(Class<?> type) {
            return new JsonShape(type);
        }
    };

    /** JSON name by Java name. */
    private final Map<String, String> names = new HashMap<>();

    /** By JSON name. */
    private final Map<String, Class<?>> objects = new LinkedHashMap<>();

    /** By Java name: the type of the component, or of its elements. */
    private final Map<String, Class<?>> types = new HashMap<>();

    private JsonShape(Class<?> type) {
        DeserializationConfig config = MAPPER.getDeserializationConfig();
        for (BeanPropertyDefinition property :
                config.introspect(config.constructType(type)).findProperties()) {
            JavaType value = property.getPrimaryType();
            names.put(property.getInternalName(), property.getName());
            types.put(property.getInternalName(), elementOf(value));
            if (value.getRawClass().isRecord()) {
                objects.put(property.getName(), value.getRawClass());
            }
        }
    }

    static JsonShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** The field of a violated constraint, by its JSON names, with dots for nested objects. */
    String field(Path broken) {
        StringJoiner field = new StringJoiner(".");
        JsonShape shape = this;
        for (Path.Node node : broken) {
            if (node.getIndex() != null) {
                field.add(node.getIndex().toString());
            }
            if (shape != null && node.getKind() == ElementKind.PROPERTY) {
                field.add(shape.names.getOrDefault(node.getName(), node.getName()));
                shape = shape.shapeOf(node.getName());
            }
        }
        return field.toString();
    }

    /** The field with a value that its component cannot hold. */
    static String field(JsonMappingException mismatch) {
        StringJoiner field = new StringJoiner(".");
        mismatch.getPath()
                .forEach(
                        at -> field.add(at.getFieldName() == null ? String.valueOf(at.getIndex()) : at.getFieldName()));
        return field.toString();
    }

    /** Reports and removes fields that should be objects but are not, so that the rest can be read. */
    void removeNonObjects(ObjectNode body, String prefix, FieldErrors errors) {
        objects.forEach((name, type) -> {
            JsonNode value = body.path(name);
            if (value instanceof ObjectNode object) {
                of(type).removeNonObjects(object, prefix + name + ".", errors);
            } else if (!value.isMissingNode() && !value.isNull()) {
                errors.add(prefix + name, FieldError.of(FieldError.Kind.NOT_AN_OBJECT));
                body.remove(name);
            }
        });
    }

    /**
     * A copy of {@code body} with {@code change} applied to each field, also of nested objects; {@code body} itself if nothing
     * changes.
     */
    ObjectNode changed(ObjectNode body, BiFunction<String, JsonNode, JsonNode> change) {
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        names.values().forEach(name -> {
            JsonNode value = body.path(name);
            JsonNode other = objects.containsKey(name) && value instanceof ObjectNode object
                    ? of(objects.get(name)).changed(object, change)
                    : change.apply(name, value);
            if (other != value) {
                changes.put(name, other);
            }
        });
        if (changes.isEmpty()) {
            return body;
        }
        ObjectNode changed = body.objectNode();
        changed.setAll(body);
        changed.setAll(changes);
        return changed;
    }

    private @Nullable JsonShape shapeOf(String component) {
        Class<?> type = types.get(component);
        return type != null && type.isRecord() ? of(type) : null;
    }

    private static Class<?> elementOf(JavaType value) {
        return value.isContainerType() ? elementOf(value.getContentType()) : value.getRawClass();
    }
}
