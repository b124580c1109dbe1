package io.mmsroutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key of 127.0.0.1 with a certificate that it signed itself, in a PKCS12 file, and the certificate alone in another. */
public record Certificate(Path keyStore, Path trustStore) {
    public static final String KEY_PASSWORD = "key-password";
    /** Hard to write in a URL. */
    public static final String TRUST_PASSWORD = "100%+of&secrets;";

    public static Certificate in(Path folder) {
        Certificate made = new Certificate(folder.resolve("key.p12"), folder.resolve("trust.p12"));
        Path certificate = folder.resolve("certificate.pem");
        made.keytool(
                made.keyStore(), "-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1");
        made.keytool(made.keyStore(), "-exportcert", "-rfc", "-file", certificate.toString());
        made.keytool(made.trustStore(), "-importcert", "-noprompt", "-file", certificate.toString());
        return made;
    }

    private void keytool(Path store, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias",
                "broker",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                store.equals(trustStore) ? TRUST_PASSWORD : KEY_PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
