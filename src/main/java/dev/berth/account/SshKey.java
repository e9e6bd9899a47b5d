package dev.berth.account;

import dev.berth.kernel.UserId;
import java.time.Instant;

/**
 * A user's SSH public key.
 *
 * @param fingerprint {@code SHA256:…} as ssh-keygen prints it
 * @param name unique among the owner's keys, see {@link Labels}
 * @param publicKey one authorized_keys line: type, key and comment, no options
 */
public record SshKey(
    UserId owner,
    String fingerprint,
    String name,
    String type,
    String publicKey,
    Instant createdAt) {}
