package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A replica whose role in the database has what docs/operations.md grants it, and nothing else. Each request goes there. */
public class ServingRole implements BeforeAllCallback, AfterAllCallback {

    static final String NAME = "serving";

    private static final Pattern GRANTS = Pattern.compile("```sql\n(create role serving.+?)```", Pattern.DOTALL);

    private final Map<String, String> additional;
    private Replica replica;

    public ServingRole() {
        this(Map.of());
    }

    /** @param additional settings */
    public ServingRole(Map<String, String> additional) {
        this.additional = additional;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        try (Replica migration = Replica.start(Database.settings(), "migrate")) {
            assertThat(migration.exitCode()).as(migration.output()).isZero();
        }
        Matcher grants = GRANTS.matcher(Manifests.text(Path.of("docs/operations.md")));
        assertThat(grants.find()).isTrue();
        forget();
        Database.execute(grants.group(1));
        replica = start(additional);
        RestAssured.replaceFiltersWith((request, response, chain) -> {
            request.port(replica.port());
            return chain.next(request, response);
        });
    }

    /** A replica, or a command. */
    static Replica start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private static Replica start(Map<String, String> additional, String... arguments) throws IOException {
        Map<String, String> settings = Database.settings();
        settings.putAll(additional);
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        settings.put("latchkey.migrate-at-start", "false");
        settings.computeIfPresent(
                "quarkus.datasource.jdbc.url", (name, url) -> url.replace("user=postgres", "user=" + NAME));
        return Replica.start(settings, arguments);
    }

    /** What the replica printed so far. */
    public String output() {
        return replica.output();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        RestAssured.replaceFiltersWith(List.of());
        replica.close();
        forget();
    }

    private static void forget() {
        if (Database.query("select count(*) from pg_roles where rolname = '%s'".formatted(NAME))
                .equals("1")) {
            Database.execute("drop owned by " + NAME);
            Database.execute("drop role " + NAME);
        }
    }
}
