package dev.berth.plan;

import dev.berth.kernel.UserId;
import java.util.Optional;

/**
 * The limits of this user have changed; without one, those of a plan and so of anybody. It is fired
 * within the transaction.
 */
public record LimitsChanged(Optional<UserId> owner) {}
