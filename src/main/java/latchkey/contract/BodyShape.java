package latchkey.contract;

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
import latchkey.failure.Flaw;
import org.jspecify.annotations.Nullable;

/** How a record is spelled in JSON: the names of its components, and which of them are objects themselves. */
final class BodyShape {

    /** Knows how Jackson reads a record, in the native executable as well. */
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final ClassValue<BodyShape> KNOWN = new ClassValue<>() {
        @Override
        protected BodyShape computeValue(Class<?> type) {
            return new BodyShape(type);
        }
    };

    /** JSON's name by Java's. */
    private final Map<String, String> names = new HashMap<>();

    /** By JSON's name. */
    private final Map<String, Class<?>> objects = new LinkedHashMap<>();

    /** By Java's name: the type of the component, or of the elements that it has. */
    private final Map<String, Class<?>> types = new HashMap<>();

    private BodyShape(Class<?> type) {
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

    static BodyShape of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** The field in which a rule is broken, as the client spells it, with dots between objects and what is in them. */
    String field(Path broken) {
        StringJoiner field = new StringJoiner(".");
        BodyShape shape = this;
        for (Path.Node node : broken) {
            if (node.getIndex() != null) {
                field.add(node.getIndex().toString());
            }
            if (shape != null && node.getKind() == ElementKind.PROPERTY) {
                field.add(shape.names.getOrDefault(node.getName(), node.getName()));
                shape = shape.inside(node.getName());
            }
        }
        return field.toString();
    }

    /** The field that has a value which its component cannot hold. */
    static String field(JsonMappingException unfit) {
        StringJoiner field = new StringJoiner(".");
        unfit.getPath()
                .forEach(
                        at -> field.add(at.getFieldName() == null ? String.valueOf(at.getIndex()) : at.getFieldName()));
        return field.toString();
    }

    /** Notes what should be an object and is none, and takes it out, so that the rest can be read. */
    void takeOutWhatIsNoObject(ObjectNode body, String prefix, Flaws flaws) {
        objects.forEach((name, type) -> {
            JsonNode value = body.path(name);
            if (value instanceof ObjectNode object) {
                of(type).takeOutWhatIsNoObject(object, prefix + name + ".", flaws);
            } else if (!value.isMissingNode() && !value.isNull()) {
                flaws.add(prefix + name, Flaw.of(Flaw.Kind.NOT_AN_OBJECT));
                body.remove(name);
            }
        });
    }

    /** {@code body} with the same done to it and to each object in it; the same one where that changes nothing. */
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

    private @Nullable BodyShape inside(String component) {
        Class<?> type = types.get(component);
        return type != null && type.isRecord() ? of(type) : null;
    }

    private static Class<?> elementOf(JavaType value) {
        return value.isContainerType() ? elementOf(value.getContentType()) : value.getRawClass();
    }
}
