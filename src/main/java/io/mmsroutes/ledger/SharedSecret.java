package io.mmsroutes.ledger;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A secret that nobody has to think of: made once, kept in the ledger, the same for all gateways that share it. */
public final class SharedSecret {
    private static final int BYTES = 32;

    private final Ledger ledger;
    private final String name;
    private volatile byte @Nullable [] known;

    public SharedSecret(Ledger ledger, String name) {
        this.ledger = ledger;
        this.name = name;
    }

    public byte[] get() {
        byte[] secret = known;
        if (secret == null) {
            secret = Base64.getDecoder().decode(findOrMake());
            known = secret;
        }
        return secret.clone();
    }

    private String findOrMake() {
        try {
            return ledger.inTransaction(jdbc -> find(jdbc).orElseGet(() -> make(jdbc)));
        } catch (DuplicateKeyException e) {
            // Another gateway was a moment faster.
            return ledger.inTransaction(jdbc -> find(jdbc).orElseThrow());
        }
    }

    private Optional<String> find(JdbcClient jdbc) {
        return jdbc.sql("select secret from secrets where name = :name")
                .param("name", name)
                .query(String.class)
                .optional();
    }

    private String make(JdbcClient jdbc) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = Base64.getEncoder().encodeToString(random);
        jdbc.sql("insert into secrets (name, secret) values (:name, :secret)")
                .param("name", name)
                .param("secret", secret)
                .update();
        return secret;
    }
}
