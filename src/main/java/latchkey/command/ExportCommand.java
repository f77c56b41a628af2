package latchkey.command;

import jakarta.inject.Inject;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import latchkey.transfer.Export;
import latchkey.transfer.PrivateFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports all accounts to a file. */
@Command(
        name = "export",
        description =
                "Export all accounts with their password hashes, in the format that import --format ndjson reads.",
        mixinStandardHelpOptions = true)
class ExportCommand implements Callable<Integer> {

    @Inject
    Export export;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file to write. Default: standard output.")
    @Nullable
    Path file;

    @Option(
            names = "--factors",
            description =
                    "Write second factors, too, with the secrets of authenticator apps. Recovery codes cannot be exported.")
    boolean factors;

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            // System.out hides write errors, such as a full disk.
            export.run(
                    new BufferedWriter(
                            new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8)),
                    factors);
            return 0;
        }
        try (PrivateFile written = PrivateFile.create(file)) {
            long accounts = export.run(written.writer(), factors);
            written.keep();
            System.err.println(accounts + " accounts written.");
        }
        return 0;
    }
}
