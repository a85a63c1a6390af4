/** Texts about the sample data. */
export const sampleText = {
  sample: {
    title: 'Sample data',
    about: 'Two made-up trading days of four made-up instruments, to look around with. They live in a database schema of their own: no recorded table, export or alert ever sees them.',
    load: 'Load sample data', remove: 'Remove sample data', cancel: 'Cancel', open: 'Open the sample',
    state: { absent: 'Not loaded', loading: 'Loading', loaded: 'Loaded' },
    progress: 'Loading the sample data',
    ticks: (rows: string): string => `${rows} ticks`,
    bandNote: 'Sample data, made up by Argonaut: nothing here was recorded and nothing is live',
    leave: 'Leave the sample',
    instruments: 'Instruments of the sample',
    data: 'What is stored, and the gap',
    apart: (page: string): string => `${page} has no sample`,
    apartNext: 'This page is about what is recorded, or changes it. Leave the sample to see it.',
    missing: 'The sample is not loaded',
    missingNext: 'Leave the sample and load it under Settings.',
    needs: 'A trader or an administrator loads and removes it.',
  },
} as const;
