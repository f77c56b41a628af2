package latchkey.openapi;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import latchkey.contract.Contract;
import latchkey.contract.Wording;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.failure.ProblemDetails;
import org.jboss.resteasy.reactive.RestResponse;

/** docs/reasons.md: how each contract words each reason, as the OpenAPI document has it. */
final class ReasonsPage {

    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private static final String OTHERS = "others";

    private static final String HEAD = """
            # Reasons and their wording

            <!-- This page is made of the OpenAPI document: see CONTRIBUTING.md. -->

            Latchkey refuses a request for one of these reasons, and each [contract](README.md#reference) words it in its own way. To find the reason of an answer, search this page for its
            sentence.

            - *others* are the endpoints that belong to no contract, as [the API](api.md) lists them. They answer with problem details (RFC 9457), the token endpoint as RFC 6749 says.
            - A reason has several wordings if it has them in the documents that the contract follows. If they differ by the names of fields only, the shortest is here.
            - `mfa_token` and `Retry-After` are other values each time.
            """;

    /** Of reasons that no operation documents, since they are about requests that are no operation. */
    private static final Map<Reason, String> UNDOCUMENTED =
            Map.of(Reason.METHOD_NOT_ALLOWED, "The address has other methods; Allow lists them.");

    private final Set<String> contracts;
    private final Map<Reason, String> sentences = new TreeMap<>(UNDOCUMENTED);
    private final Map<Reason, Map<Worded, Set<String>>> wordings = new TreeMap<>();

    private record Worded(String status, String body) {}

    private ReasonsPage(Set<String> contracts) {
        this.contracts = contracts;
    }

    /**
     * @param document of all endpoints
     * @param contracts of this build
     */
    static String of(JsonNode document, List<Contract> contracts) {
        ReasonsPage page =
                new ReasonsPage(contracts.stream().map(Contract::name).collect(toSet()));
        document.path("paths").properties().forEach(path -> page.read(path.getKey(), path.getValue()));
        for (Reason reason : UNDOCUMENTED.keySet()) {
            contracts.forEach(contract -> page.add(reason, contract.name(), contract));
            page.add(reason, OTHERS, new ProblemDetails());
        }
        return page.written();
    }

    private void read(String path, JsonNode operations) {
        String first = path.split("/")[1];
        String speaker = contracts.contains(first) ? first : OTHERS;
        operations
                .findValues("responses")
                .forEach(responses -> responses.properties().forEach(answer -> answer.getValue()
                        .findValues("examples")
                        .forEach(examples -> examples.properties().stream()
                                .filter(example -> isReason(example.getKey()))
                                .forEach(example ->
                                        read(speaker, answer.getKey(), example.getKey(), example.getValue())))));
    }

    private void read(String speaker, String status, String name, JsonNode example) {
        Reason reason = Reason.valueOf(name);
        sentences.putIfAbsent(reason, example.path("summary").asText());
        add(reason, speaker, status, example.path("value"));
    }

    private void add(Reason reason, String speaker, Wording wording) {
        RestResponse<?> answer = wording.answer(AuthFailure.because(reason));
        add(reason, speaker, String.valueOf(answer.getStatus()), SORTED.valueToTree(answer.getEntity()));
    }

    private void add(Reason reason, String speaker, String status, JsonNode body) {
        wordings.computeIfAbsent(reason, none -> new LinkedHashMap<>())
                .computeIfAbsent(new Worded(status, json(body)), none -> new TreeSet<>())
                .add(speaker);
    }

    private String written() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Reason reason : wordings.keySet()) {
            page.append("\n## `%s`\n\n%s\n\n| who | status | body |\n|---|--:|---|\n"
                    .formatted(reason, sentences.get(reason)));
            kept(reason)
                    .forEach(entry -> page.append("| %s | %s | `%s` |\n"
                            .formatted(
                                    String.join(", ", entry.getValue()),
                                    entry.getKey().status(),
                                    entry.getKey().body().replace("|", "\\|"))));
        }
        return page.toString();
    }

    /** Of the wordings that a speaker has with one status, those that differ by more than fields. */
    private List<Map.Entry<Worded, Set<String>>> kept(Reason reason) {
        Map<String, Map<Worded, Set<String>>> shortest = new TreeMap<>();
        wordings.get(reason).entrySet().stream()
                .sorted(comparingInt((Map.Entry<Worded, Set<String>> entry) ->
                                entry.getKey().body().length())
                        .thenComparing(entry -> entry.getKey().body()))
                .forEach(entry -> entry.getValue().forEach(speaker -> shortest.computeIfAbsent(
                                key(reason, speaker, entry.getKey()),
                                none -> new LinkedHashMap<>(Map.of(entry.getKey(), new TreeSet<>())))
                        .values()
                        .forEach(speakers -> speakers.add(speaker))));
        Map<Worded, Set<String>> merged = new LinkedHashMap<>();
        shortest.values()
                .forEach(one -> one.forEach((wording, speakers) ->
                        merged.computeIfAbsent(wording, none -> new TreeSet<>()).addAll(speakers)));
        List<Map.Entry<Worded, Set<String>>> rows = new ArrayList<>(merged.entrySet());
        rows.sort(comparing((Map.Entry<Worded, Set<String>> row) ->
                        row.getValue().toString().replace(OTHERS, "~"))
                .thenComparing(row -> row.getKey().status())
                .thenComparing(row -> row.getKey().body()));
        return rows;
    }

    private static String key(Reason reason, String speaker, Worded wording) {
        boolean names = reason == Reason.INVALID_FIELDS || reason == Reason.ALREADY_TAKEN;
        return speaker + ' ' + wording.status() + (names ? "" : wording.body());
    }

    private static boolean isReason(String name) {
        return List.of(Reason.values()).stream()
                .anyMatch(reason -> reason.name().equals(name));
    }

    private static String json(JsonNode value) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(value, Object.class))
                    .replaceAll("([:,])(?=[\"\\[{\\d])", "$1 ");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
