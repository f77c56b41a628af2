package latchkey.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import latchkey.ConcurrentCallers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file with names and hashes replaces only a regular file. */
class PrivateFileTest {

    @TempDir
    private Path folder;

    @Test
    void replacesAFileOnlyWhenComplete() throws IOException {
        Path file = Files.writeString(folder.resolve("users"), "of yesterday, and longer");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        try (PrivateFile written = PrivateFile.create(file)) {
            written.writer().write("of today");
            written.writer().flush();
            assertThat(file).content().isEqualTo("of yesterday, and longer");
            written.keep();
        }

        assertThat(file).content().isEqualTo("of today");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("users");
    }

    @Test
    void anInterruptedWriteLeavesTheFormerFile() throws IOException {
        Path file = Files.writeString(folder.resolve("users"), "of yesterday");

        try (PrivateFile written = PrivateFile.create(file)) {
            written.writer().write("half of");
        }

        assertThat(file).content().isEqualTo("of yesterday");
        assertThat(folder.toFile().list()).containsExactly("users");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "nowhere", "directory"})
    void rejectsASymbolicLink(String target) throws IOException {
        Files.writeString(folder.resolve("file"), "another's");
        Files.createDirectory(folder.resolve("directory"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(target));

        assertThatThrownBy(() -> PrivateFile.create(link)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PrivateFile.delete(link)).isInstanceOf(IOException.class);

        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("file")).content().isEqualTo("another's");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void doesNotReplaceAFolder() {
        assertThatThrownBy(() -> PrivateFile.create(folder)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> PrivateFile.delete(folder)).hasMessageContaining("is a folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void writesToAPipeWithoutReplacingIt() throws Exception {
        Path pipe = pipe();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> read(pipe), ConcurrentCallers.THREADS);

        PrivateFile.delete(pipe);
        try (PrivateFile written = PrivateFile.create(pipe)) {
            written.writer().write("everybody");
            written.keep();
        }

        assertThat(read.join()).isEqualTo("everybody");
        assertThat(folder.toFile().list()).containsExactly("pipe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwxr-x-w-"})
    void rejectsAPipeInAFolderWhereOthersCanWrite(String permissions) throws Exception {
        Path pipe = pipe();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> PrivateFile.create(pipe)).hasMessageContaining("others may have put it");

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThat(folder.toFile().list()).containsExactly("pipe");
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "skipped: there is no mkfifo");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        return pipe;
    }

    private static String read(Path pipe) {
        try {
            return Files.readString(pipe);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
