package latchkey.transfer;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.restassured.http.ContentType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import latchkey.transfer.Import.Options;
import latchkey.transfer.Import.Rejection;
import latchkey.transfer.Import.Summary;
import latchkey.transfer.file.Format;
import latchkey.transfer.file.ImportStopped;
import org.jspecify.annotations.Nullable;

/** The result of an import. */
final class ImportResult implements Import.Listener {

    /** Of the password "correct horse battery staple", in 1,000 iterations. */
    static final String HASH = "pbkdf2_sha256$1000$WkGM0Pth33wCWQ9aRPicII$tH9hfcNIrkmHWvU7hZvx3Dade4/EK5CONKihHbOtVCM=";

    static final String PASSWORD = "correct horse battery staple";

    static final Options CSV = new Options(Format.CSV, OnConflict.SKIP, false, false);
    static final Options DJANGO = new Options(Format.DJANGO, OnConflict.SKIP, false, false);
    static final Options NDJSON = new Options(Format.NDJSON, OnConflict.SKIP, false, false);

    private final List<Rejection> rejections = new ArrayList<>();
    private final List<Rejection> changed = new ArrayList<>();
    private Set<String> passedOver = Set.of();
    private Set<String> leftOutGroups = Set.of();
    private Summary soFar = Summary.NOTHING;
    private @Nullable String stopped;

    static ImportResult over(Import people, Options options, String text) {
        return over(people, options, new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    static ImportResult over(Import people, Options options, InputStream file) {
        ImportResult taken = new ImportResult();
        try {
            taken.soFar = people.run(file, options, taken);
        } catch (ImportStopped e) {
            taken.stopped = e.getMessage();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return taken;
    }

    static Options updating(Options options) {
        return new Options(options.format(), OnConflict.UPDATE, options.keepIds(), options.dryRun());
    }

    static Options failing(Options options) {
        return new Options(options.format(), OnConflict.FAIL, options.keepIds(), options.dryRun());
    }

    static Options keepingIds(Options options) {
        return new Options(options.format(), options.onConflict(), true, options.dryRun());
    }

    static Options dry(Options options) {
        return new Options(options.format(), options.onConflict(), options.keepIds(), true);
    }

    /** As many lines as wanted, from 1. */
    static String lines(int first, int last, IntFunction<String> line) {
        return IntStream.rangeClosed(first, last).mapToObj(line).collect(joining("\n", "", "\n"));
    }

    /** The status of the answer. */
    static int signIn(String login, String password) {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"%s\"}".formatted(login, password))
                .post("/express/api/auth/login")
                .statusCode();
    }

    static int register(String username) {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(username))
                .post("/express/api/auth/register")
                .statusCode();
    }

    /** As of {@link Summary}, of a file that ended. */
    String summary() {
        return stopped == null ? soFar.toString() : "stopped: " + stopped;
    }

    Summary soFar() {
        return soFar;
    }

    /** Why the import stopped. */
    String stopped() {
        return String.valueOf(stopped);
    }

    /** As {@code 3 ada: why}, in the order of their lines. */
    List<String> rejected() {
        return rejections.stream()
                .sorted((one, other) -> Long.compare(one.line(), other.line()))
                .map(rejection -> rejection.line() + " " + rejection.username() + ": " + rejection.why())
                .toList();
    }

    /** As of {@link #rejected}, of those who came. */
    List<String> changed() {
        return changed.stream()
                .map(change -> change.line() + " " + change.username() + ": " + change.why())
                .toList();
    }

    Set<String> passedOver() {
        return passedOver;
    }

    Set<String> leftOutGroups() {
        return leftOutGroups;
    }

    @Override
    public void leftOutGroups(Set<String> names) {
        leftOutGroups = names;
    }

    @Override
    public void rejected(Rejection rejection) {
        rejections.add(rejection);
    }

    @Override
    public void changed(Rejection what) {
        changed.add(what);
    }

    @Override
    public void passedOver(Set<String> models) {
        passedOver = models;
    }

    @Override
    public void progress(Summary soFar) {
        this.soFar = soFar;
    }
}
