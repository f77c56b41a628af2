package latchkey.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file that has the value of one setting.
 *
 * @param origin what names the file, for messages
 */
record SecretFile(String origin, Path file) {

    /** The largest file that is read, in bytes: a device such as {@code /dev/zero} never ends. */
    private static final int MAX_SIZE = 1 << 20;

    /**
     * The value, without the line end that editors and {@code echo} add; everything else belongs to the secret.
     *
     * @throws ConfigurationException with one sentence if the file cannot be read
     */
    String read() {
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] content = bytes.readNBytes(MAX_SIZE + 1);
            if (content.length > MAX_SIZE) {
                throw flaw(String.format(Locale.ROOT, "has more than %d bytes", MAX_SIZE));
            }
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0));
        } catch (CharacterCodingException e) {
            throw flaw("is not UTF-8 text");
        } catch (IOException e) {
            throw flaw("is not a readable file");
        }
    }

    /** As {@link #read}, and refuses an empty file: a program may be about to write it. */
    String readNotEmpty() {
        String value = read();
        if (value.isEmpty()) {
            throw flaw("is empty");
        }
        return value;
    }

    private ConfigurationException flaw(String why) {
        return new ConfigurationException(String.format(Locale.ROOT, "%s is %s, which %s.", origin, file, why));
    }
}
