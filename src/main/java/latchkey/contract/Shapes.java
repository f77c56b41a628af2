package latchkey.contract;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Schemas made from examples. */
final class Shapes {

    /** The schema that an example is an instance of. Of the body's own fields, none has to be there. */
    static Schema of(Object example, Set<String> fields) {
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

    static Schema anyOf(List<Schema> shapes) {
        return shapes.size() == 1 ? shapes.get(0) : OASFactory.createSchema().anyOf(shapes);
    }

    private Shapes() {}
}
