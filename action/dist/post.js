process.env.SPECKIT_REMOTE_STEP = 'post';
await import('./main.js');
export {};
