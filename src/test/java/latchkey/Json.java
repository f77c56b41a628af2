package latchkey;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.ResponseBodyExtractionOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads responses. For each path that a JsonPath is asked for, RestAssured compiles a script, which takes longer than the request. */
public final class Json {

    /** The text at {@code path}, names with dots between; null if there is none. */
    public static @Nullable String text(ResponseBodyExtractionOptions response, String path) {
        JsonNode found = at(response, path);
        return found.isMissingNode() || found.isNull() ? null : found.asText();
    }

    public static List<String> texts(ResponseBodyExtractionOptions response, String path) {
        List<String> texts = new ArrayList<>();
        at(response, path).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode at(ResponseBodyExtractionOptions response, String path) {
        return response.as(JsonNode.class).at("/" + path.replace('.', '/'));
    }

    private Json() {}
}
