package io.github.headroom.it;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.InGuest;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The same on a newer kernel. */
@Execution(ExecutionMode.CONCURRENT)
@InGuest.GuestKernel(Guest.Kernel.TRIXIE)
class GuestV2OnTrixieTest extends GuestV2Test {}
