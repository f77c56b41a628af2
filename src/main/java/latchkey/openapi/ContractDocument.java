package latchkey.openapi;

import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * Serves the OpenAPI document of one contract at the address of the whole one: {@code /q/openapi?contract=express}. It extracts
 * the document on request, so that no start waits for it, and always answers with JSON.
 */
@Singleton
class ContractDocument {

    private static final String PATH = "/q/openapi";
    private static final String CONTRACT = "contract";

    /** After all filters and before Quarkus, which serves the whole document there. */
    private static final int ORDER = -1;

    private static final int NOT_FOUND = 404;

    private final OpenApiDocumentService documents;
    private final Provider<ObjectMapper> json;

    ContractDocument(OpenApiDocumentService documents, Provider<ObjectMapper> json) {
        this.documents = documents;
        this.json = json;
    }

    void register(@Observes Router router) {
        // The first request waits until Quarkus has made the document.
        router.get(PATH).order(ORDER).blockingHandler(this::answer, false);
    }

    private void answer(RoutingContext routing) {
        List<String> requested = routing.queryParam(CONTRACT);
        if (requested.isEmpty()) {
            routing.next();
            return;
        }
        JsonNode whole = whole();
        List<String> names = DocumentExtract.names(whole);
        if (names.contains(requested.get(0))) {
            routing.response().putHeader(CONTENT_TYPE, "application/json;charset=UTF-8");
            routing.end(DocumentExtract.of(whole, requested.get(0)).toString());
        } else {
            listContracts(routing, requested.get(0), names);
        }
    }

    private void listContracts(RoutingContext routing, String requested, List<String> names) {
        ObjectNode problem = json.get()
                .createObjectNode()
                .put(
                        "title",
                        String.format(
                                Locale.ROOT,
                                "There is no document of \"%s\". There are %s.",
                                requested,
                                String.join(", ", names)))
                .put("status", NOT_FOUND);
        routing.response().setStatusCode(NOT_FOUND).putHeader(CONTENT_TYPE, "application/problem+json");
        routing.end(problem.toString());
    }

    private JsonNode whole() {
        try {
            return json.get().readTree(documents.getDocument(OpenApiFilter.DEFAULT_DOCUMENT_NAME, Format.JSON));
        } catch (IOException e) {
            throw new UncheckedIOException("the OpenAPI document is not JSON", e);
        }
    }
}
