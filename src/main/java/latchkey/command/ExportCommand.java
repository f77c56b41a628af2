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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Everybody, to be taken elsewhere. */
@Command(
        name = "export",
        description = "Write all accounts, with the hashes of their passwords, as import --format ndjson reads them.",
        mixinStandardHelpOptions = true)
class ExportCommand implements Callable<Integer> {

    @Inject
    Export people;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "What to write. Standard output if not given.")
    @Nullable
    Path file;

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            // System.out would keep to itself that a disk is full.
            people.run(new BufferedWriter(
                    new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8)));
            return 0;
        }
        try (PrivateFile written = PrivateFile.create(file)) {
            long accounts = people.run(written.writer());
            written.keep();
            System.err.println(accounts + " accounts written.");
        }
        return 0;
    }
}
