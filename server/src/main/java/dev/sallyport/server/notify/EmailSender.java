package dev.sallyport.server.notify;

import dev.sallyport.server.config.Notify.Email;
import dev.sallyport.server.config.Notify.Login;
import dev.sallyport.tools.WholeText;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mail to one address over SMTP (RFC 5321), as plain text. The id of the notice is the message's, so that mail systems
/// recognise one that comes twice.
final class EmailSender implements Sender {

    private static final Logger LOG = LoggerFactory.getLogger(EmailSender.class);

    /// Characters. Plain ones then need no second line in the header, whose break a mail program could take for the
    /// text's where a backslash stands before it.
    static final int SUBJECT_MAX = 67;

    private static final String STEP_MILLIS_MAX = "7000";
    private static final String LOGIN_REFUSED = "the mail server refuses the login";

    private final Email email;
    private final String to;
    private final Session session;

    EmailSender(Email email, String to) {
        this.email = email;
        this.to = to;
        var settings = new Properties();
        settings.put("mail.smtp.host", email.host());
        settings.put("mail.smtp.port", Integer.toString(email.port()));
        settings.put("mail.smtp.connectiontimeout", STEP_MILLIS_MAX);
        settings.put("mail.smtp.timeout", STEP_MILLIS_MAX);
        settings.put("mail.smtp.writetimeout", STEP_MILLIS_MAX);
        settings.put("mail.smtp.auth", Boolean.toString(email.login().isPresent()));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        switch (email.security()) {
            case TLS -> settings.put("mail.smtp.ssl.enable", "true");
            case STARTTLS -> {
                settings.put("mail.smtp.starttls.enable", "true");
                settings.put("mail.smtp.starttls.required", "true");
            }
            case NONE -> {}
        }
        session = Session.getInstance(settings, email.login().map(EmailSender::login).orElse(null));
    }

    private static Authenticator login(Login login) {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(login.username(), login.password().value());
            }
        };
    }

    /// Each step has a time of its own, and a server that keeps to all of them could still go on for long: so the whole
    /// has one, too, after which the connection is cut.
    @Override
    public Sent send(Notice notice) throws InterruptedException {
        try (var transport = session.getTransport("smtp")) {
            var attempt = new FutureTask<>(() -> attempt(transport, notice));
            Thread.ofVirtual().name("mail").start(attempt);
            return attempt.get(LASTS_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return failed("the mail server did not finish in time");
        } catch (ExecutionException | MessagingException e) {
            LOG.warn("a mail could not be sent", e);
            return failed("the mail could not be sent");
        }
    }

    private Sent attempt(Transport transport, Notice notice) {
        try {
            var message = message(notice);
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
            return new Sent.Acknowledged();
        } catch (AuthenticationFailedException e) {
            return failed(LOGIN_REFUSED);
        } catch (SendFailedException e) {
            return failed("the mail server refuses the message or its address");
        } catch (MessagingException e) {
            return failed(unusable(e));
        }
    }

    @Override
    public String problem() {
        try (var transport = session.getTransport("smtp")) {
            transport.connect();
            return "";
        } catch (AuthenticationFailedException e) {
            return LOGIN_REFUSED;
        } catch (MessagingException e) {
            return unusable(e);
        }
    }

    private static String unusable(MessagingException e) {
        return "the mail server cannot be used (" + cause(e) + ")";
    }

    private MimeMessage message(Notice notice) throws MessagingException {
        var id = "<" + notice.id() + "." + Integer.toHexString(to.hashCode()) + "@sallyport>";
        var message =
                new MimeMessage(session) {
                    @Override
                    protected void updateMessageID() throws MessagingException {
                        setHeader("Message-ID", id);
                    }
                };
        message.setFrom(new InternetAddress(email.from(), true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
        message.setSubject(subject(notice), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(notice.time()));
        // RFC 3834: so that no out-of-office note comes back.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(text(notice), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    /// In one line, whatever is in it.
    private static String subject(Notice notice) {
        var subject = notice.subject().replaceAll("\\p{Cntrl}+", " ");
        return subject.length() <= SUBJECT_MAX
                ? subject
                : WholeText.start(subject, SUBJECT_MAX) + " … (cut)";
    }

    private static String text(Notice notice) {
        return """
        %s.

          what:   %s
          who:    %s
          needs:  %s
          until:  %s
          tool:   %s on %s
        %s
        Look at it and decide here: %s

        This mail only tells you. Answering it decides nothing.
        """
                .formatted(
                        notice.title(),
                        notice.headline(),
                        notice.asker(),
                        notice.deciders(),
                        notice.until(),
                        notice.tool(),
                        notice.target(),
                        notice.breaking().transform(EmailSender::paragraph)
                                + notice.hiding().transform(EmailSender::paragraph),
                        notice.page());
    }

    private static String paragraph(String text) {
        return text.isEmpty() ? "" : "\n" + text + "\n";
    }

    private static String cause(MessagingException e) {
        Throwable cause = e.getNextException() == null ? e : e.getNextException();
        return cause.getClass().getSimpleName();
    }

    private static Sent failed(String why) {
        return new Sent.Failed(why, Optional.empty());
    }

    @Override
    public void close() {
        // Each message has a connection of its own.
    }
}
