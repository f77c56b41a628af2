package latchkey.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import latchkey.Database;
import org.jspecify.annotations.Nullable;

/** Every operation that the OpenAPI document of a running service has, and what may be answered to it. */
final class Operations {

    /** What HTTP refuses whatever the operation, so that no document has to say it of each. */
    private static final List<Integer> OF_HTTP = List.of(400, 403, 404, 405, 413, 415, 422, 429);

    /** Documented of every operation of a contract, and shaped as all its refusals are that are one sentence. */
    private static final String TOO_LARGE = "413";

    private static final String PLATFORM = "platform";

    private static final String ADMIN = "admin";

    private static final String NOTHING = "00000000-0000-0000-0000-000000000001";

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private static final JsonSchema PROBLEM = SCHEMAS.getSchema("""
            {"type": "object", "required": ["title", "status"], "additionalProperties": false, "properties": {
             "title": {"type": "string"}, "status": {"type": "integer"}, "error": {"enum": ["invalid_request", "invalid_token", "invalid_client", "insufficient_scope", "insufficient_user_authentication"]},
             "errors": {"type": "array", "items": {"type": "object", "required": ["pointer", "detail"], "additionalProperties": false,
              "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}}}}}}
            """);

    /**
     * @param contract or {@code platform} or {@code admin}
     * @param type of the body that it reads, or empty
     * @param fields of that body
     * @param statuses that are documented
     * @param answers by status; an answer without a body has none
     */
    record Operation(
            String contract,
            String method,
            String path,
            String type,
            List<String> fields,
            List<String> statuses,
            Map<String, JsonSchema> answers) {

        /** Whether the document has this answer for it, or the contract has it for all. */
        boolean has(int status, JsonNode body, List<Operation> all) {
            return documents(String.valueOf(status), body)
                    // What is streamed has no schema.
                    || path.endsWith("/export") && status == 200 && body.isObject()
                    || (contract.equals(PLATFORM) || isOfAdmin()
                            ? status >= 400 && isProblem(status, body)
                            : OF_HTTP.contains(status) && isOfContract(status, body, all));
        }

        private boolean isOfContract(int status, JsonNode body, List<Operation> all) {
            return all.stream()
                    .filter(other -> other.contract.equals(contract))
                    .anyMatch(
                            other -> other.documents(String.valueOf(status), body) || other.documents(TOO_LARGE, body));
        }

        private boolean documents(String status, JsonNode body) {
            return answers.containsKey(status)
                    && answers.get(status).validate(body).isEmpty();
        }

        /**
         * One that succeeds.
         *
         * @param newcomer a name that nobody has
         */
        Wire request(String newcomer, String access, String refresh) {
            boolean form = type.endsWith("urlencoded");
            String fields = this.fields.stream()
                    .map(field -> (form ? "%s=%s" : "\"%s\":\"%s\"").formatted(field, value(field, newcomer, refresh)))
                    .collect(joining(form ? "&" : ","));
            Wire wire = new Wire(
                            method,
                            path.replace("{id}", sessionOf(access)).replace("{email}", "ada%40shop.example"),
                            "HTTP/1.1",
                            List.of(),
                            null,
                            "")
                    .with("Host: localhost")
                    .with("Connection: close")
                    .with("Authorization: Bearer " + access)
                    .with("Cookie: access_token=" + access + "; refresh_token=" + refresh);
            return type.isEmpty() ? wire : wire.with("Content-Type: " + type).body(form ? fields : "{" + fields + "}");
        }

        private String value(String field, String newcomer, String refresh) {
            String who = path.endsWith("register") ? newcomer : "ada";
            return switch (field) {
                case "username" -> who;
                case "email" -> who + "@shop.example";
                case "refresh", "refresh_token", "token" -> refresh;
                case "remember_device" -> "true";
                case "client_id" -> isTokenEndpoint() ? "crm" : "gateway";
                case "client_secret" -> isTokenEndpoint() ? "crm" : Database.CLIENT_SECRET.replace(" ", "+");
                case "grant_type" -> "client_credentials";
                case "scope" -> "keys:read";
                case "profile_image" -> "https://shop.example/ada.png";
                default -> field.contains("password") ? "lovelace" : "Ada";
            };
        }

        private boolean isTokenEndpoint() {
            return path.equals("/oauth2/token");
        }

        boolean isOfAdmin() {
            return contract.equals(ADMIN);
        }

        /**
         * One that succeeds, of the admin API.
         *
         * @param ids of something to act on, by the second part of the path
         */
        Wire adminRequest(String newcomer, String access, Map<String, String> ids) {
            String fields = this.fields.stream()
                    .map(field -> "\"%s\":%s".formatted(field, adminValue(field, newcomer)))
                    .collect(joining(","));
            Wire wire = new Wire(
                            method,
                            path.replaceAll("[{](kid|delivery)[}]", NOTHING)
                                    .replaceAll("[{][^}]+[}]", ids.getOrDefault(path.split("/")[2], NOTHING)),
                            "HTTP/1.1",
                            List.of(),
                            null,
                            "")
                    .with("Host: localhost")
                    .with("Connection: close")
                    .with("If-Match: *")
                    .with("Authorization: Bearer " + access);
            return type.isEmpty() ? wire : wire.with("Content-Type: " + type).body("{" + fields + "}");
        }

        private String adminValue(String field, String newcomer) {
            String who = path.matches("/admin/accounts(/invitations)?") ? newcomer : "ada";
            return switch (field) {
                case "groups" -> "[\"editors\"]";
                case "scopes" -> "[\"keys:read\"]";
                case "kinds" -> "[\"export\"]";
                case "items" -> "[{\"act\":\"grant\",\"id\":1,\"groups\":[\"editors\"]}]";
                case "enabled" -> "true";
                case "id", "name" -> "\"" + newcomer + "\"";
                case "url" -> "\"https://shop.example/hooks\"";
                case "from", "until" -> "\"2026-11-01T00:00:00Z\"";
                case "username" -> "\"" + who + "\"";
                case "email" -> "\"" + who + "@shop.example\"";
                case "profile_image" -> "\"https://shop.example/ada.png\"";
                default -> "\"lovelace\"";
            };
        }

        /** Whether it needs what was in a mail, or a second factor: what is sent here was not, and there is none. */
        boolean needsMore() {
            return !path.startsWith("/oauth2") && (fields.contains("token") || fields.contains("key"))
                    || fields.contains("mfa_token")
                    || fields.contains("credential")
                    || path.startsWith("/account/factors/{id}")
                    || path.startsWith("/account/factors/remembered-devices")
                    || path.endsWith("/recovery-codes")
                    || path.contains("{kid}")
                    || path.contains("{delivery}")
                    || path.matches("/admin/(limits|outbox)/[{]id[}].*");
        }

        private static String sessionOf(String access) {
            String claims = new String(Base64.getUrlDecoder().decode(access.split("\\.")[1]), UTF_8);
            return claims.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Operation> of(String document) throws JsonProcessingException {
        JsonNode root = new ObjectMapper().readTree(document);
        close(root);
        List<Operation> operations = new ArrayList<>();
        root.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(verb -> verb.getValue().has("responses"))
                .forEach(verb -> operations.add(operation(root, path.getKey(), verb.getKey(), verb.getValue()))));
        return operations;
    }

    /** What belongs to no contract is refused so, and what is no request at all. */
    static boolean isProblem(int status, JsonNode body) {
        return PROBLEM.validate(body).isEmpty() && body.path("status").asInt() == status;
    }

    private static Operation operation(JsonNode root, String path, String method, JsonNode operation) {
        Map.Entry<String, JsonNode> body = operation.at("/requestBody/content").properties().stream()
                .findFirst()
                .orElse(Map.entry("", operation.path("none")));
        String schema = body.getValue().at("/schema/$ref").asText().replaceFirst("#", "");
        List<String> fields = schema.isEmpty()
                ? List.of()
                : root.at(schema).path("properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .toList();
        Map<String, JsonSchema> answers = new HashMap<>();
        operation
                .path("responses")
                .properties()
                .forEach(answer -> answers.put(
                        answer.getKey(), schema(root, answer.getValue().at("/content/application~1json/schema"))));
        List<String> statuses = List.copyOf(answers.keySet());
        answers.values().removeIf(Objects::isNull);
        return new Operation(
                operation.at("/tags/0").asText(), method.toUpperCase(), path, body.getKey(), fields, statuses, answers);
    }

    private static @Nullable JsonSchema schema(JsonNode root, JsonNode schema) {
        if (schema.isMissingNode()) {
            return null;
        }
        ObjectNode complete = schema.deepCopy();
        complete.set("components", root.path("components"));
        return SCHEMAS.getSchema(complete);
    }

    /** A document says what is there. Here, nothing else may be: of the fields that a body lacks, all that may be is sentences. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && !object.has("$ref")
                && !object.has("additionalProperties")) {
            if (object.has("required")) {
                object.put("additionalProperties", false);
            } else {
                object.putObject("additionalProperties")
                        .put("type", "array")
                        .putObject("items")
                        .put("type", "string");
            }
        }
        node.forEach(Operations::close);
    }

    private Operations() {}
}
