package latchkey.admin.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/** Writes long answers piece by piece, so that none is in memory as a whole. Each holds a thread, so few run at once. */
@ApplicationScoped
public class EventStream {

    /** The limit of simultaneous answers. */
    private static final int MAX_CONCURRENT = 4;

    private final Semaphore places = new Semaphore(MAX_CONCURRENT);
    private final ObjectMapper json;

    EventStream(ObjectMapper json) {
        this.json = json;
    }

    /**
     * One JSON value on each line (NDJSON).
     *
     * @throws AuthFailure UNAVAILABLE if too many answers are being written
     */
    public StreamingOutput lines(Stream<?> values) {
        return written(writer -> values.forEach(value -> write(writer, value)));
    }

    /**
     * One JSON object with a list for each stream.
     *
     * @throws AuthFailure UNAVAILABLE if too many answers are being written
     */
    public StreamingOutput object(Map<String, ? extends Stream<?>> lists) {
        return written(writer -> {
            try {
                JsonGenerator generator = json.createGenerator(writer);
                generator.writeStartObject();
                for (Map.Entry<String, ? extends Stream<?>> list : lists.entrySet()) {
                    generator.writeArrayFieldStart(list.getKey());
                    for (Iterator<?> values = list.getValue().iterator(); values.hasNext(); ) {
                        generator.writeObject(values.next());
                    }
                    generator.writeEndArray();
                }
                generator.writeEndObject();
                generator.flush();
            } catch (IOException clientHasGone) {
                throw new UncheckedIOException(clientHasGone);
            }
        });
    }

    private void write(Writer writer, Object value) {
        try {
            writer.write(json.writeValueAsString(value));
            writer.write('\n');
        } catch (IOException clientHasGone) {
            throw new UncheckedIOException(clientHasGone);
        }
    }

    /**
     * Whatever {@code writing} writes.
     *
     * @throws AuthFailure UNAVAILABLE if too many answers are being written
     */
    public StreamingOutput written(Consumer<Writer> writing) {
        if (!places.tryAcquire()) {
            throw AuthFailure.because(Reason.UNAVAILABLE);
        }
        return output -> {
            try {
                Writer writer = new BufferedWriter(new OutputStreamWriter(output, UTF_8));
                writing.accept(writer);
                writer.flush();
            } finally {
                places.release();
            }
        };
    }
}
