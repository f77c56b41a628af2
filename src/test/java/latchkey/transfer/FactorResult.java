package latchkey.transfer;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.http.ContentType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import latchkey.transfer.FactorImport.Options;
import latchkey.transfer.FactorImport.Summary;
import latchkey.transfer.Import.Rejection;
import latchkey.transfer.factor.FactorFormat;
import latchkey.transfer.file.ImportStopped;
import org.jspecify.annotations.Nullable;

/** The result of an import of second factors. */
final class FactorResult implements FactorImport.Listener {

    /** Of better-auth.csv. */
    static final String BETTER_AUTH_SECRET = "made up for a test, and long enough";

    private static final Path FILES = Path.of("src/test/resources/import/factors");

    private final List<Rejection> rejections = new ArrayList<>();
    private Summary soFar = Summary.NOTHING;
    private @Nullable String stopped;

    static FactorResult of(FactorImport importer, FactorFormat format, String text) {
        return of(importer, new Options(format, false, List.of(BETTER_AUTH_SECRET)), text.getBytes(UTF_8));
    }

    static FactorResult of(FactorImport importer, Options options, byte[] file) {
        FactorResult result = new FactorResult();
        try {
            result.soFar = importer.run(new ByteArrayInputStream(file), options, result);
        } catch (ImportStopped e) {
            result.stopped = e.getMessage();
        }
        return result;
    }

    static String file(String name) {
        try {
            return Files.readString(FILES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Imports ada, grace and linus with the ids 1, 2 and 3, and the password of {@link ImportResult}. */
    static void withUsers(Import people) {
        ImportResult.over(people, ImportResult.CSV, """
                id,username,email,password_hash
                1,ada,ada@shop.example,%1$s
                2,grace,,%1$s
                3,linus,,%1$s
                """.formatted(ImportResult.HASH));
    }

    /** The status of a sign-in with a code. */
    static int signIn(String username, String code) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("username", username, "password", ImportResult.PASSWORD, "code", code))
                .post("/express/api/auth/login")
                .statusCode();
    }

    String summary() {
        return stopped == null ? soFar.toString() : "stopped: " + stopped;
    }

    Summary soFar() {
        return soFar;
    }

    @Nullable
    String stopped() {
        return stopped;
    }

    /** As {@code 3 ada: why}. */
    List<String> rejected() {
        return rejections.stream()
                .map(rejection -> rejection.line() + " " + rejection.username() + ": " + rejection.why())
                .toList();
    }

    @Override
    public void rejected(Rejection rejection) {
        rejections.add(rejection);
    }

    @Override
    public void progress(Summary soFar) {
        this.soFar = soFar;
    }
}
