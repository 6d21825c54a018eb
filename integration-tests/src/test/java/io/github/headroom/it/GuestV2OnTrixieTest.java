package io.github.headroom.it;

import io.github.headroom.it.parts.Guest;
import io.github.headroom.it.parts.InGuest;

/** The same on a newer kernel. */
@InGuest.GuestKernel(Guest.Kernel.TRIXIE)
class GuestV2OnTrixieTest extends GuestV2Test {}
