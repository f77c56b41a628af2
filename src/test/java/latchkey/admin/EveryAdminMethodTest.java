package latchkey.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.Path;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.client.Scope;
import latchkey.openapi.Scoped;
import org.junit.jupiter.api.Test;

/** No method of the admin API can be called without the scope that it declares. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class EveryAdminMethodTest {

    private static final List<JavaClass> RESOURCES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("latchkey").stream()
                    .filter(type -> type.isAnnotatedWith(Path.class))
                    .filter(type -> type.getAnnotationOfType(Path.class).value().matches("/?admin(/.*)?"))
                    .toList();

    private record Operation(String method, String path, String description) {}

    private static List<JavaMethod> methods() {
        return RESOURCES.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> Stream.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
                        .anyMatch(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb)))
                .toList();
    }

    private static List<Operation> operations() throws Exception {
        List<Operation> operations = new ArrayList<>();
        JsonNode document = new ObjectMapper()
                .readTree(given().get("/q/openapi?contract=admin").asString());
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> operation.getValue().has("responses"))
                .forEach(operation -> operations.add(new Operation(
                        operation.getKey().toUpperCase(),
                        path.getKey().replaceAll("[{][^}]*}", "1"),
                        operation.getValue().path("description").asText()))));
        return operations;
    }

    @Test
    void declaresItsScope() {
        assertThat(methods()).isNotEmpty().allSatisfy(method -> assertThat(method.isAnnotatedWith(Scoped.class))
                .as(method.getFullName())
                .isTrue());
        assertThat(RESOURCES).allSatisfy(type -> assertThat(type.isAnnotatedWith(RegisterForReflection.class))
                .as(type.getName())
                .isTrue());
    }

    @Test
    void refusesWhoeverIsNotSignedInOrNoSuperuser() throws Exception {
        Operator.emptyDatabase();
        Operator.register("ada");
        Operator ada = Operator.signedIn("ada", Operator.PASSWORD);

        assertThat(operations()).hasSameSizeAs(methods()).allSatisfy(operation -> {
            assertThat(given().contentType(JSON)
                            .request(operation.method(), operation.path())
                            .statusCode())
                    .as(operation.toString())
                    .isEqualTo(401);
            assertThat(ada.with()
                            .contentType(JSON)
                            .request(operation.method(), operation.path())
                            .statusCode())
                    .as(operation.toString())
                    .isEqualTo(403);
        });
    }

    @Test
    void refusesProgramsWithoutItsScope() throws Exception {
        Operator.emptyDatabase();
        Operator root = Operator.superuser("root");
        Operator tokens = Operator.program(root, "tokens", "tokens:read");

        assertThat(operations()).allSatisfy(operation -> {
            String header = tokens.with()
                    .contentType(JSON)
                    .request(operation.method(), operation.path())
                    .header("WWW-Authenticate");
            assertThat(header).as(operation.toString()).contains("insufficient_scope");
            assertThat(operation.description())
                    .contains(header.replaceFirst(".*scope=\"([a-z:]+)\".*", "Scope: `$1`."));
        });
    }

    @Test
    void isInTheTableOfScopes() throws Exception {
        String page = Files.readString(java.nio.file.Path.of("docs/admin.md"));

        assertThat(Scope.values()).allSatisfy(scope -> assertThat(page)
                .contains("| `" + scope.text() + "` | " + scope.sentence() + " |"));
    }
}
