package latchkey.openapi;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import latchkey.contract.GoldenCase;

/**
 * The golden cases of a contract as a collection of requests (Postman's format 2.1), to be sent one by one or all from top to
 * bottom. Left out is what only a test can arrange, and what is about bytes and headers.
 *
 * <p>A service that is really used forgets nobody, so the names of Ada, who is there, and Grace, who comes, are variables.
 */
final class PostmanCollection {

    private static final String REGISTERED = "ada is registered";
    private static final String SIGNED_IN = "ada is signed in";
    private static final String SIGNED_OUT = "ada signed out";

    /** Longer ones are in the way of a reader. */
    private static final int LONGEST_BODY = 300;

    private static final List<String> NEW_ADA = List.of(
            "const ada = 'ada' + Date.now().toString(36)",
            "pm.collectionVariables.set('ada', ada)",
            "pm.collectionVariables.set('Ada', 'A' + ada.slice(1))",
            "pm.collectionVariables.set('ADA', ada.toUpperCase())");

    private static final List<String> NEW_GRACE =
            List.of("pm.collectionVariables.set('grace', 'grace' + Date.now().toString(36))");

    /** Whatever the contract, and wherever it has its tokens. */
    private static final List<String> KEEP_TOKENS = List.of(
            "const cookies = pm.response.headers.filter(({ key }) => key.toLowerCase() === 'set-cookie')",
            "const text = pm.response.text() + cookies.map(({ value }) => value).join()",
            "const access = /(?:access_token=|\"(?:token|access|access_token)\":\")([\\w.-]+)/.exec(text)",
            "const refresh = /(?:refresh_token=|\"(?:refresh|refresh_token)\":\")([\\w.-]+)/.exec(text)",
            "if (access) pm.collectionVariables.set('access', access[1])",
            "if (refresh) pm.collectionVariables.set('refresh', refresh[1])");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String contract;
    private final List<GoldenCase> cases;
    private final ObjectNode collection = JSON.createObjectNode();
    private final ArrayNode items = JSON.createArrayNode();

    private PostmanCollection(String contract) {
        this.contract = contract;
        cases = GoldenCase.of(contract).filter(PostmanCollection::fits).toList();
    }

    /** As it stands in a file. */
    static String of(String contract) {
        return pretty(new PostmanCollection(contract).written()) + "\n";
    }

    private ObjectNode written() {
        collection
                .putObject("info")
                .put("name", "Latchkey: " + contract)
                .put("schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
        ArrayNode variables = collection.putArray("variable");
        variables.addObject().put("key", "baseUrl").put("value", "http://localhost:8080/" + contract);
        List.of("ada", "Ada", "ADA", "grace", "access", "refresh")
                .forEach(name -> variables.addObject().put("key", name).put("value", ""));
        // The requests say which cookies they come with, and some come with none.
        collection.putObject("protocolProfileBehavior").put("disableCookies", true);
        script(collection, "prerequest", NEW_GRACE);
        script(collection, "test", KEEP_TOKENS);
        collection.set("item", items);
        script(add(REGISTERED, adaRegisters(), cases.get(0).answer().status()), "prerequest", NEW_ADA);
        cases.forEach(this::add);
        return collection;
    }

    private void add(GoldenCase golden) {
        if (golden.given().contains(SIGNED_IN)) {
            GoldenCase login = first("login", REGISTERED::equals);
            add(SIGNED_IN, login.request(), login.answer().status());
        }
        if (golden.given().contains(SIGNED_OUT)) {
            GoldenCase logout = first("logout", SIGNED_IN::equals);
            add(SIGNED_OUT, logout.request(), logout.answer().status());
        }
        add(golden.name(), golden.request(), golden.answer().status());
    }

    private ObjectNode add(String name, GoldenCase.Request request, int status) {
        ObjectNode item = items.addObject().put("name", name);
        String check = "pm.test('%d', () => pm.response.to.have.status(%d))".formatted(status, status);
        script(item, "test", List.of(check));
        ObjectNode message =
                item.putObject("request").put("method", request.method()).put("url", "{{baseUrl}}" + request.path());
        message.set("header", headers(request));
        if (request.body() != null) {
            message.putObject("body").put("mode", "raw").put("raw", withVariables(pretty(request.body())));
        }
        return item;
    }

    private static ArrayNode headers(GoldenCase.Request request) {
        Map<String, String> headers = new TreeMap<>(request.headers());
        if (!request.cookies().isEmpty()) {
            headers.put(
                    "Cookie",
                    request.cookies().entrySet().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(joining("; ")));
        }
        if (request.body() != null) {
            headers.put("Content-Type", "application/json");
        }
        ArrayNode written = JSON.createArrayNode();
        headers.forEach((name, value) -> written.addObject().put("key", name).put("value", withVariables(value)));
        return written;
    }

    /** As Grace does in the first case of all. */
    private GoldenCase.Request adaRegisters() {
        GoldenCase.Request grace = cases.get(0).request();
        ObjectNode body = grace.body().deepCopy();
        Map.of(
                        "username",
                        "ada",
                        "email",
                        "ada@shop.example",
                        "password",
                        "lovelace",
                        "password_confirmation",
                        "lovelace")
                .entrySet()
                .stream()
                .filter(field -> body.has(field.getKey()))
                .forEach(field -> body.put(field.getKey(), field.getValue()));
        return new GoldenCase.Request(grace.method(), grace.path(), Map.of(), Map.of(), body, null);
    }

    private GoldenCase first(String verb, Predicate<String> given) {
        return cases.stream()
                .filter(golden -> golden.request().path().replaceFirst("/$", "").endsWith("/" + verb)
                        && golden.answer().status() < 300
                        && golden.given().stream().anyMatch(given))
                .findFirst()
                .orElseThrow();
    }

    private static boolean fits(GoldenCase golden) {
        GoldenCase.Request request = golden.request();
        return Set.of(REGISTERED, SIGNED_IN, SIGNED_OUT).containsAll(golden.given())
                && Set.of("Authorization").containsAll(request.headers().keySet())
                && request.raw() == null
                && (request.body() == null || request.body().toString().length() <= LONGEST_BODY);
    }

    private static String withVariables(String text) {
        return text.replaceAll("\\b(ada|Ada|ADA|grace)\\b", "{{$1}}").replaceAll("\\$\\{(\\w+)}", "{{$1}}");
    }

    private static void script(ObjectNode of, String when, List<String> lines) {
        ObjectNode script =
                of.withArray("event").addObject().put("listen", when).putObject("script");
        ArrayNode exec = script.put("type", "text/javascript").putArray("exec");
        lines.forEach(exec::add);
    }

    /** The same on every system. */
    private static String pretty(JsonNode json) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            return JSON.writer(
                            new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
                    .writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
