/**
 * What the application's class loader defines: it starts later, and loads the rest of the agent
 * apart from the application. It depends on no other package of the agent.
 */
package io.github.headroom.agent.boot;
