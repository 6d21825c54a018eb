/** Reports on a recording after the end, with the derivations of the live agent. */
package io.github.headroom.agent.report;
