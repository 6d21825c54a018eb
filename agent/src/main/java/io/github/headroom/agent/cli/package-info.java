/** The verbs of the command line. */
package io.github.headroom.agent.cli;
