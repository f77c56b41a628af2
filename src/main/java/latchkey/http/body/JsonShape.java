package latchkey.http.body;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Constructor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import latchkey.failure.FieldError;

/** The JSON form of a record: the names of its components, their constraints, and which of them are objects. */
final class JsonShape {

    /** Finds the properties of records as Jackson does, in the native executable as well. */
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final ClassValue<JsonShape> SHAPES = new ClassValue<>() {
        @Override
        protected JsonShape computeValue(Class<?> type) {
            return new JsonShape(type);
        }
    };

    /** By JSON name. */
    private final Map<String, Component> components = new LinkedHashMap<>();

    /**
     * A component of a record.
     *
     * @param type the type of the component, or of its elements
     * @param isObject whether the component itself is a record
     * @param constraints of the component
     * @param ofElements constraints of its elements
     */
    record Component(Class<?> type, boolean isObject, List<Annotation> constraints, List<Annotation> ofElements) {

        private static Component of(BeanPropertyDefinition property) {
            JavaType type = property.getPrimaryType();
            AnnotatedParameter parameter = property.getConstructorParameter();
            Constructor<?> constructor = (Constructor<?>) parameter.getOwner().getAnnotated();
            return new Component(
                    elementOf(type),
                    type.getRawClass().isRecord(),
                    Constraints.of(
                            constructor.getParameters()[parameter.getIndex()], type.getRawClass() == String.class),
                    constructor.getAnnotatedParameterTypes()[parameter.getIndex()]
                                    instanceof AnnotatedParameterizedType list
                            ? Constraints.of(list.getAnnotatedActualTypeArguments()[0], elementOf(type) == String.class)
                            : List.of());
        }

        private static Class<?> elementOf(JavaType value) {
            return value.isContainerType() ? elementOf(value.getContentType()) : value.getRawClass();
        }
    }

    private JsonShape(Class<?> type) {
        DeserializationConfig config = MAPPER.getDeserializationConfig();
        config.introspect(config.constructType(type))
                .findProperties()
                .forEach(property -> components.put(property.getName(), Component.of(property)));
    }

    static JsonShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** By JSON name. */
    Map<String, Component> components() {
        return components;
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
        components.forEach((name, component) -> {
            JsonNode value = body.path(name);
            if (!component.isObject()) {
                return;
            }
            if (value instanceof ObjectNode object) {
                of(component.type()).removeNonObjects(object, prefix + name + ".", errors);
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
        components.forEach((name, component) -> {
            JsonNode value = body.path(name);
            JsonNode other = component.isObject() && value instanceof ObjectNode object
                    ? of(component.type()).changed(object, change)
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
}
