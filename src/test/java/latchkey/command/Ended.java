package latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;

/** How a command ended, and what it printed. */
record Ended(int code, String out, String err) {

    /** Runs a command in this process. */
    static Ended of(CommandLine.IFactory factory, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            int code = CommandHelp.line(factory)
                    .setErr(new PrintWriter(err, true, UTF_8))
                    .execute(arguments);
            return new Ended(code, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    JsonNode json() throws Exception {
        return new ObjectMapper().readTree(out);
    }
}
