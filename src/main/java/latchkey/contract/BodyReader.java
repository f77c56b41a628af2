package latchkey.contract;

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
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
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
import latchkey.failure.Flaw;
import latchkey.failure.Flaw.Kind;
import latchkey.failure.Reason;

/**
 * Reads the body of a request into a contract's record and checks the record's rules, so that a resource meets no body
 * that breaks one. All that is wrong is told at once, which neither Jackson nor Bean Validation would do alone.
 *
 * <p>An absent body reads as {@code {}}, so that the rules of the fields answer for it. What the record does not name is
 * not read.
 */
@Provider
@Consumes({APPLICATION_JSON, MergePatch.TYPE, APPLICATION_FORM_URLENCODED, MULTIPART_FORM_DATA})
class BodyReader implements MessageBodyReader<Record> {

    private static final String FORM = MediaType.APPLICATION_FORM_URLENCODED_TYPE.getSubtype();

    private static final String MULTIPART = MediaType.MULTIPART_FORM_DATA_TYPE.getSubtype();

    /** What some editors begin a file with, which a reader may ignore (RFC 8259, 8.1). */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /**
     * Keeps no table of the names of fields, in which a client that knows how it hashes can cause any number of collisions: nearly
     * all names that are read for long are known to the compiler.
     */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(String.class, new TextReader()))
            .build();

    /** What an account is signed in to with and what its owner is called, in every contract: kept without blanks at the ends. */
    private static final List<String> TRIMMED =
            List.of("username", "email", "first_name", "last_name", "full_name", "profile_image");

    private static final String AHEAD = BodyReader.class.getName();

    private final Validator validator;
    private final CurrentVertxRequest current;

    BodyReader(Validator validator, CurrentVertxRequest current) {
        this.validator = validator;
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
        Record ahead = routing.get(AHEAD);
        return ahead == null ? read(type, mediaType, stream.readAllBytes()) : ahead;
    }

    /**
     * What {@link #readFrom} is to give of the request, before anything else asks for it.
     *
     * @throws AuthFailure UNREADABLE_BODY or INVALID_FIELDS
     */
    Record readAhead(Class<? extends Record> type, MediaType mediaType, RoutingContext routing) {
        Buffer buffer = routing.body().buffer();
        Record body = read(type, mediaType, buffer == null ? new byte[0] : buffer.getBytes());
        routing.put(AHEAD, body);
        return body;
    }

    /** {@code failure} with the fields as the body spells them that was read ahead. */
    static AuthFailure spelled(AuthFailure failure, RoutingContext routing) {
        return routing.get(AHEAD) instanceof Hashed.SignUp body ? failure.spelled(body.spelled()) : failure;
    }

    private Record read(Class<? extends Record> type, MediaType mediaType, byte[] bytes) {
        ObjectNode tree = fields(mediaType, text(bytes));
        if (MergePatch.class.isAssignableFrom(type)) {
            emptyNulls(tree);
        }
        BodyShape shape = BodyShape.of(type);
        ObjectNode trimmed = shape.changed(tree, BodyReader::trimmed);
        Flaws flaws = new Flaws(trimmed);
        shape.takeOutWhatIsNoObject(trimmed, "", flaws);
        Record body = record(type, trimmed, flaws);
        for (ConstraintViolation<Record> violation : validator.validate(body)) {
            Flaws.of(violation).ifPresent(flaw -> flaws.add(shape.field(violation.getPropertyPath()), flaw));
        }
        flaws.refuseAny();
        // Names were taken with blanks once: what was typed is found as it was.
        return trimmed == tree ? body : record(type, tree, flaws);
    }

    private static Record record(Class<? extends Record> type, JsonNode tree, Flaws flaws) {
        try {
            return MAPPER.readerFor(type).withAttribute(Flaws.class, flaws).readValue(tree);
        } catch (JsonMappingException unfit) {
            flaws.add(BodyShape.field(unfit), Flaw.of(Kind.OTHER_TYPE));
            throw flaws.refusal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode fields(MediaType mediaType, String text) {
        if (mediaType.getSubtype().equalsIgnoreCase(FORM)) {
            return Form.urlencoded(text);
        }
        if (mediaType.getSubtype().equalsIgnoreCase(MULTIPART)) {
            return Form.multipart(text, mediaType.getParameters().get("boundary"));
        }
        if (json(text) instanceof ObjectNode fields) {
            return fields;
        }
        throw AuthFailure.invalid(Map.of(AuthFailure.WHOLE_BODY, Flaw.of(Kind.NOT_AN_OBJECT)));
    }

    private static void emptyNulls(ObjectNode changes) {
        changes.properties().stream()
                .filter(field -> field.getValue().isNull())
                .forEach(field -> field.setValue(TextNode.valueOf("")));
    }

    /** A name as it would be kept, whose rules the record has. */
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
