package latchkey.http.body;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static jakarta.ws.rs.core.MediaType.MULTIPART_FORM_DATA;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import latchkey.account.LoginNames;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.FieldError.Kind;
import latchkey.failure.Reason;

/**
 * Reads a request body into a contract's record and checks the record's constraints, so that a resource never gets an invalid
 * body. It reports all errors at once.
 *
 * <p>A missing body counts as {@code {}}, so that the constraints of the fields report it. Fields that the record lacks are
 * ignored.
 */
@Provider
@Consumes({APPLICATION_JSON, MergePatch.TYPE, APPLICATION_FORM_URLENCODED, MULTIPART_FORM_DATA})
public class BodyReader implements MessageBodyReader<Record> {

    private static final String FORM = MediaType.APPLICATION_FORM_URLENCODED_TYPE.getSubtype();

    private static final String MULTIPART = MediaType.MULTIPART_FORM_DATA_TYPE.getSubtype();

    /** Some editors write it at the start of a file; a reader may ignore it (RFC 8259, 8.1). */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Without Jackson's table of field names, since a client that knows its hash function can cause many collisions. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(String.class, new JsonStringReader()))
            .build();

    /** The login and name fields of all contracts: Latchkey trims them. */
    private static final List<String> TRIMMED =
            List.of("username", "email", "first_name", "last_name", "full_name", "profile_image");

    private static final String READ_AHEAD = BodyReader.class.getName();
    private static final String READ = BodyReader.class.getName() + ".read";

    private final Constraints constraints;
    private final CurrentVertxRequest current;

    BodyReader(Constraints constraints, CurrentVertxRequest current) {
        this.constraints = constraints;
        this.current = current;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    /** @throws AuthFailure UNREADABLE_BODY or INVALID_FIELDS */
    @Override
    public Record readFrom(
            Class<Record> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream stream)
            throws IOException {
        RoutingContext routing = current.getCurrent();
        Record alreadyRead = routing.get(READ_AHEAD);
        if (alreadyRead != null) {
            return alreadyRead;
        }
        Record body = read(type, mediaType, stream.readAllBytes());
        routing.put(READ, body);
        return body;
    }

    /**
     * Reads the body before {@link #readFrom} does, which then returns this record.
     *
     * @throws AuthFailure UNREADABLE_BODY or INVALID_FIELDS
     */
    public Record readAhead(Class<? extends Record> type, MediaType mediaType, RoutingContext routing) {
        Buffer buffer = routing.body().buffer();
        Record body = read(type, mediaType, buffer == null ? new byte[0] : buffer.getBytes());
        routing.put(READ_AHEAD, body);
        routing.put(READ, body);
        return body;
    }

    /** {@code failure} with the field names of the body that was read. */
    public static AuthFailure spelled(AuthFailure failure, RoutingContext routing) {
        return routing.get(READ) instanceof RenamedFields body ? failure.spelled(body.spelled()) : failure;
    }

    private Record read(Class<? extends Record> type, MediaType mediaType, byte[] bytes) {
        ObjectNode tree = fields(mediaType, text(bytes));
        if (MergePatch.class.isAssignableFrom(type)) {
            emptyNulls(tree);
        }
        JsonShape shape = JsonShape.of(type);
        ObjectNode trimmed = shape.changed(tree, BodyReader::trimmed);
        FieldErrors errors = new FieldErrors(trimmed);
        shape.removeNonObjects(trimmed, "", errors);
        Record body = record(type, trimmed, errors);
        constraints.check(shape, trimmed, "", errors);
        errors.refuseAny();
        // Old accounts may have names with blanks, so the record gets the text as typed.
        return trimmed == tree ? body : record(type, tree, errors);
    }

    private static Record record(Class<? extends Record> type, JsonNode tree, FieldErrors errors) {
        try {
            return MAPPER.readerFor(type)
                    .withAttribute(FieldErrors.class, errors)
                    .readValue(tree);
        } catch (JsonMappingException mismatch) {
            errors.add(JsonShape.field(mismatch), FieldError.of(Kind.OTHER_TYPE));
            throw errors.refusal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode fields(MediaType mediaType, String text) {
        if (mediaType.getSubtype().equalsIgnoreCase(FORM)) {
            return FormBody.urlencoded(text);
        }
        if (mediaType.getSubtype().equalsIgnoreCase(MULTIPART)) {
            return FormBody.multipart(text, mediaType.getParameters().get("boundary"));
        }
        if (json(text) instanceof ObjectNode fields) {
            return fields;
        }
        throw AuthFailure.invalid(Map.of(AuthFailure.WHOLE_BODY, FieldError.of(Kind.NOT_AN_OBJECT)));
    }

    private static void emptyNulls(ObjectNode changes) {
        changes.properties().stream()
                .filter(field -> field.getValue().isNull())
                .forEach(field -> field.setValue(TextNode.valueOf("")));
    }

    /** The trimmed name, which the constraints check. */
    private static JsonNode trimmed(String field, JsonNode typed) {
        if (!typed.isTextual() || !TRIMMED.contains(field)) {
            return typed;
        }
        String kept = LoginNames.trimmed(typed.textValue());
        return kept.equals(typed.textValue()) ? typed : TextNode.valueOf(kept);
    }

    private static String text(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw AuthFailure.because(Reason.UNREADABLE_BODY);
        }
    }

    private static JsonNode json(String text) {
        try {
            JsonNode tree =
                    MAPPER.readTree(text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1));
            return tree.isMissingNode() || tree.isNull() ? MAPPER.createObjectNode() : tree;
        } catch (JacksonException e) {
            throw AuthFailure.because(Reason.UNREADABLE_BODY);
        }
    }
}
