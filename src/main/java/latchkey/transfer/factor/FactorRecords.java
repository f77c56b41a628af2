package latchkey.transfer.factor;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import latchkey.transfer.file.FileObjects;
import latchkey.transfer.file.FileObjects.FileObject;
import org.jspecify.annotations.Nullable;

/** The second factors of a file, one after the other. */
public final class FactorRecords implements Closeable {

    private final FileObjects objects;
    private final FactorReader reader;
    private final Deque<FactorRecord> waiting = new ArrayDeque<>();

    private FactorRecords(FileObjects objects, FactorReader reader) {
        this.objects = objects;
        this.reader = reader;
    }

    /**
     * The second factors of {@code input}, which is UTF-8.
     *
     * @param secrets that the other backend may have encrypted them with
     * @param rpId the domain that passkeys must be for; null for none
     */
    public static FactorRecords of(FactorFormat format, InputStream input, List<String> secrets, @Nullable String rpId)
            throws IOException {
        return switch (format) {
            case DJANGO -> new FactorRecords(FileObjects.json(input), new DjangoFactors(new AllauthFactors(rpId)));
            case SUPABASE -> new FactorRecords(FileObjects.rows(input), new SupabaseFactors());
            case BETTER_AUTH -> new FactorRecords(FileObjects.rows(input), new BetterAuthFactors(secrets));
            case KEYCLOAK -> new FactorRecords(FileObjects.within("users", input), new KeycloakFactors());
            case NDJSON -> new FactorRecords(FileObjects.lines(input), new OwnFactors());
        };
    }

    /** The next second factor, good or not; null at the end. */
    public @Nullable FactorRecord next() throws IOException {
        while (waiting.isEmpty()) {
            FileObject object = objects.next();
            if (object == null) {
                reader.end();
                return null;
            }
            waiting.addAll(reader.read(object));
        }
        return waiting.remove();
    }

    @Override
    public void close() throws IOException {
        objects.close();
    }
}
