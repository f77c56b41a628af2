package latchkey.http.recovery;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import latchkey.http.body.EmailAddress;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A body with the address to send a mail to. */
@Schema(description = FieldDescriptions.MAIL_REQUEST)
public record MailAddress(
        @NotBlank
        @Size(max = EmailAddress.LONGEST)
        @Email(regexp = EmailAddress.PATTERN)
        @Schema(description = FieldDescriptions.MAIL_ADDRESS, format = FieldDescriptions.MAIL)
        String email) {}
